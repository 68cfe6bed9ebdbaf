//! What Ana says and how her hand moves: pure data and geometry, no socket and no clock.

use vitrine_shared::ids::ItemId;
use vitrine_shared::limits::UNIT;
use vitrine_shared::room::MediaSize;
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::View;

use super::catalogue::Focus;

/// Ana's lines in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lines {
    /// On the product's page, before anything is shown.
    pub(super) offer: &'static str,
    /// While the arrow points at the seam.
    pub(super) detail: &'static str,
    /// When it is the customer's turn.
    pub(super) your_turn: &'static str,
}

impl Lines {
    /// The lines in `language`, a BCP 47 tag; English for languages Ana does not speak.
    pub(super) fn in_language(language: &str) -> Self {
        match language.split('-').next().unwrap_or_default() {
            "es" => Self {
                offer: "¡Hola! ¿Te enseño la costura?",
                detail: "Cosida a mano, con dos agujas: si una puntada cede, las demás aguantan.",
                your_turn: "Te toca: acércate con dos dedos o dibuja encima.",
            },
            "ru" => Self {
                offer: "Здравствуйте! Показать вам шов?",
                detail: "Сшито вручную двумя иглами: порвётся один стежок — остальные удержат.",
                your_turn: "Теперь вы: приблизьте двумя пальцами или нарисуйте что-нибудь.",
            },
            _ => Self {
                offer: "Hello! Shall I show you the seam?",
                detail: "Sewn by hand with two needles: if one stitch gives way, the rest hold.",
                your_turn: "Your turn: pinch to look closer, or draw on it.",
            },
        }
    }
}

/// A rectangle of a picture in 1/32768 of its width: centre and extents.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Frame {
    cu: f64,
    cv: f64,
    eu: f64,
    ev: f64,
}

impl Frame {
    /// All of a picture.
    pub(super) fn whole(size: MediaSize) -> Self {
        let unit = f64::from(UNIT);
        let height = unit * f64::from(size.height) / f64::from(size.width.max(1));
        Self { cu: unit / 2.0, cv: height / 2.0, eu: unit, ev: height }
    }

    /// The place the story is about.
    pub(super) fn of(focus: &Focus) -> Self {
        let unit = f64::from(UNIT);
        Self { cu: focus.u * unit, cv: focus.v * unit, eu: focus.eu * unit, ev: focus.ev * unit }
    }

    /// The frame at `t` in 0..=1 on the way to `to`.
    ///
    /// Extents shrink by equal ratios, so that the zoom feels even, and the centre keeps pace
    /// with them, so that every point of the picture moves in a straight line.
    pub(super) fn toward(self, to: Self, t: f64) -> Self {
        let mix = |a: f64, b: f64| a * (b / a).powf(t);
        let (eu, ev) = (mix(self.eu, to.eu), mix(self.ev, to.ev));
        let done =
            if (self.eu - to.eu).abs() < 1.0 { t } else { (self.eu - eu) / (self.eu - to.eu) };
        Self {
            cu: self.cu + (to.cu - self.cu) * done,
            cv: self.cv + (to.cv - self.cv) * done,
            eu,
            ev,
        }
    }

    /// As it goes over the wire.
    pub(super) fn view(self, item: ItemId, fence: u32, n: u32, at: UnixMillis) -> View {
        View {
            item,
            cu: units(self.cu),
            cv: units(self.cv),
            eu: units(self.eu).max(1),
            ev: units(self.ev).max(1),
            fence,
            n,
            at,
            own: false,
        }
    }
}

/// A point given in image widths, in wire units.
pub(super) fn point((u, v): (f64, f64)) -> (i32, i32) {
    (units(u * f64::from(UNIT)), units(v * f64::from(UNIT)))
}

/// The point at `t` in 0..=1 between two points.
pub(super) fn between(from: (i32, i32), to: (i32, i32), t: f64) -> (i32, i32) {
    let mix = |a: i32, b: i32| units(f64::from(a) + f64::from(b - a) * t);
    (mix(from.0, to.0), mix(from.1, to.1))
}

/// Slow at both ends, as a hand moves (Perlin's smoother step).
pub(super) fn eased(t: f64) -> f64 {
    let t = t.clamp(0.0, 1.0);
    t * t * t * (t * (t * 6.0 - 15.0) + 10.0)
}

#[expect(clippy::cast_possible_truncation, reason = "clamped to the coordinates' range")]
fn units(x: f64) -> i32 {
    x.round().clamp(-f64::from(UNIT), 17.0 * f64::from(UNIT)) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEAM: Frame = Frame { cu: 10_000.0, cv: 16_000.0, eu: 6_500.0, ev: 5_500.0 };

    #[test]
    fn a_glide_begins_with_the_whole_picture_and_ends_at_the_seam() {
        let whole = Frame::whole(MediaSize { width: 2_400, height: 1_800 });
        assert_eq!(whole.toward(SEAM, 0.0), whole);
        let end = whole.toward(SEAM, 1.0);
        for (a, b) in [(end.cu, SEAM.cu), (end.cv, SEAM.cv), (end.eu, SEAM.eu), (end.ev, SEAM.ev)] {
            assert!((a - b).abs() < 0.01, "{end:?}");
        }
        let mut last = whole;
        for step in 1..=100 {
            let now = whole.toward(SEAM, eased(f64::from(step) / 100.0));
            assert!(now.eu <= last.eu && now.ev <= last.ev, "it only comes closer");
            last = now;
        }
    }

    #[test]
    fn a_glide_between_equal_zooms_is_a_straight_pan() {
        let from = Frame { cu: 0.0, cv: 0.0, eu: 100.0, ev: 100.0 };
        let to = Frame { cu: 50.0, cv: 20.0, ..from };
        let middle = from.toward(to, 0.5);
        assert!((middle.cu - 25.0).abs() < 1e-9 && (middle.cv - 10.0).abs() < 1e-9);
    }

    #[test]
    fn an_ana_of_each_language_keeps_to_the_limits() {
        let all = ["en", "es-ES", "ru", "de", ""].map(Lines::in_language);
        assert_eq!(all[0], all[3], "English where Ana does not speak the language");
        assert_ne!(all[0], all[1]);
        for lines in all {
            for line in [lines.offer, lines.detail, lines.your_turn] {
                assert!((1..=120).contains(&line.chars().count()), "{line}");
            }
        }
    }
}
