// Sounds, made in the page and off until somebody asks for them: a beep at each change, and words.

const PITCH = { lift: 660, hold: 880, lower: 550, go: 660 };

/** Make what beeps and speaks; nothing is opened before it is first used. */
function makeCues() {
  let sound = null;
  const beep = (pitch) => {
    sound ??= new AudioContext();
    sound.resume();
    const [tone, volume] = [sound.createOscillator(), sound.createGain()];
    const now = sound.currentTime;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, now);
    volume.gain.exponentialRampToValueAtTime(0.25, now + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, now + 0.3);
    tone.connect(volume).connect(sound.destination);
    tone.start(now);
    tone.stop(now + 0.32);
  };
  const speak = (words) => {
    const spoken = new SpeechSynthesisUtterance(words);
    spoken.lang = "en";
    speechSynthesis.cancel(); // what is still being said is late already
    speechSynthesis.speak(spoken);
  };
  return {
    give(wanted, phase, words) {
      if (wanted.beep && "AudioContext" in window) beep(PITCH[phase] ?? 440);
      if (wanted.voice && "speechSynthesis" in window) speak(words);
    },
    close() {
      sound?.close();
      if ("speechSynthesis" in window) speechSynthesis.cancel();
    },
  };
}
