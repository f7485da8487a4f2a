import { useEffect, useId, useRef, useState } from "preact/hooks";
import { PlayButton, useFrames } from "./play-button.tsx";

export interface PlayedSliderProps {
  readonly label: string;
  /** What the handle's place says, in words. */
  readonly words: string;
  /** Where the handle is, from 0 to `last`. */
  readonly place: number;
  readonly last: number;
  /** Seconds that Play takes from the start to the end. */
  readonly seconds: number;
  /** Called with a place: whole by hand, any while it plays, and `last` itself at the end. */
  readonly onChange: (place: number) => void;
}

/** A slider along training with a play button: runs from where it is to the end, from the start if it is there already. */
export function PlayedSlider({ label, words, place, last, seconds, onChange }: PlayedSliderProps) {
  const id = useId();
  const [playing, setPlaying] = useState(false);
  const played = useRef(0);
  useEffect(() => {
    if (playing) played.current = place === last ? 0 : place;
  }, [playing]);
  useFrames(playing, (passed) => {
    played.current = Math.min(last, played.current + (passed / seconds) * last);
    onChange(played.current);
    if (played.current === last) setPlaying(false);
  });
  return (
    <div class="time">
      <PlayButton playing={playing} what="training" onChange={setPlaying} />
      <div class="field slider">
        <label for={id}>{label}</label>
        <output for={id}>{words}</output>
        <input
          id={id}
          type="range"
          min={0}
          max={last}
          step={1}
          value={place}
          aria-valuetext={words}
          style={{ "--share": String(place / last) }}
          onInput={(event) => {
            setPlaying(false);
            onChange(event.currentTarget.valueAsNumber);
          }}
        />
      </div>
    </div>
  );
}
