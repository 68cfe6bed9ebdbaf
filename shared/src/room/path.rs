//! The points of a mark, in image units, delta-coded.

use serde::{Deserialize, Serialize};

use crate::limits::{MARGIN, TALLEST, UNIT};

/// Points as `[u0, v0, du1, dv1, …]` in 1/32768 of the image width.
///
/// The first pair is absolute and each later pair is the step from the one before, because the
/// steps of a drawn line are small and so the JSON is about half as long.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Path(pub Vec<i32>);

impl Path {
    /// Codes absolute points.
    #[must_use]
    pub fn encode(points: &[(i32, i32)]) -> Self {
        let mut coded = Vec::with_capacity(points.len() * 2);
        let mut last = (0, 0);
        for &(u, v) in points {
            coded.push(u - last.0);
            coded.push(v - last.1);
            last = (u, v);
        }
        Self(coded)
    }

    /// The absolute points, or `None` when the numbers are odd in count or leave the picture's
    /// surroundings (−0.25…1.25 widths across, −0.25…16.25 down).
    #[must_use]
    pub fn decode(&self) -> Option<Vec<(i32, i32)>> {
        if !self.0.len().is_multiple_of(2) {
            return None;
        }
        let (mut u, mut v) = (0i32, 0i32);
        let mut points = Vec::with_capacity(self.0.len() / 2);
        for step in self.0.chunks_exact(2) {
            u = u.checked_add(step[0])?;
            v = v.checked_add(step[1])?;
            let inside =
                (-MARGIN..=UNIT + MARGIN).contains(&u) && (-MARGIN..=TALLEST + MARGIN).contains(&v);
            if !inside {
                return None;
            }
            points.push((u, v));
        }
        Some(points)
    }

    /// Number of points.
    #[must_use]
    pub fn points(&self) -> usize {
        self.0.len() / 2
    }
}

#[cfg(test)]
mod tests {
    use super::Path;

    #[test]
    fn an3_a_path_outside_the_surroundings_of_the_picture_is_no_path() {
        assert_eq!(Path(vec![0, 0, 40_961, 0]).decode(), None);
        assert_eq!(Path(vec![i32::MAX, 0, i32::MAX, 0]).decode(), None);
        assert_eq!(Path(vec![1]).decode(), None);
        assert_eq!(Path(vec![1, 2, 3, -4]).decode(), Some(vec![(1, 2), (4, -2)]));
    }
}
