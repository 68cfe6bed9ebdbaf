/** @file The one sound there is. */

/** Two soft notes; a browser that plays nothing before a touch stays silent. */
export function chime(): void {
  try {
    const context = new AudioContext();
    const from = context.currentTime;
    for (const [at, pitch] of [
      [0, 660],
      [0.12, 880],
    ] as const) {
      const tone = context.createOscillator();
      const volume = context.createGain();
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0.08, from + at);
      volume.gain.exponentialRampToValueAtTime(0.0001, from + at + 0.3);
      tone.connect(volume).connect(context.destination);
      tone.start(from + at);
      tone.stop(from + at + 0.3);
      tone.onended = () => at > 0 && void context.close();
    }
  } catch {
    // No device to play on.
  }
}
