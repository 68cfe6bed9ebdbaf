/** @file Times of a video in figures. */

/** Such as 1:05, or 1:02:05 when the video is an hour long. */
export function timeWords(ms: number, lengthMs: number | null = null): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  const long = Math.max(ms, lengthMs ?? 0) >= 3_600_000;
  const tail = `${two(seconds % 60)}`;
  return long ? `${hours}:${two(minutes)}:${tail}` : `${minutes}:${tail}`;
}
