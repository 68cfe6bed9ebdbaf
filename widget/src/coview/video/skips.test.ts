/** @file A foreign player is left alone within half a second, waits when ahead, jumps when behind. */

import { expect, test } from 'vitest';
import { SkipControl } from './skips';

test('within half a second nothing happens', () => {
  const control = new SkipControl();
  expect(control.sample({ at: 0, position: 10, target: 10.45 }).kind).toBe('stay');
  expect(control.sample({ at: 250, position: 10.45, target: 10 }).kind).toBe('stay');
});

test('ahead it waits as long as it is ahead, and then is let be for a while', () => {
  const control = new SkipControl();
  const wish = control.sample({ at: 0, position: 11, target: 10 });
  expect(wish).toEqual({ kind: 'hold', ms: 1_000 });
  expect(control.sample({ at: 250, position: 11, target: 10.25 }).kind).toBe('stay');
});

test('behind it jumps, and the next jump knows what one takes', () => {
  const control = new SkipControl();
  expect(control.sample({ at: 0, position: 0, target: 5 })).toEqual({ kind: 'seek', to: 5 });
  // The jump took 0.8 seconds.
  control.sample({ at: 1_000, position: 5.2, target: 6 });
  const again = control.sample({ at: 11_000, position: 10, target: 16 });
  expect(again.kind === 'seek' && again.to).toBeCloseTo(16.8, 1);
});
