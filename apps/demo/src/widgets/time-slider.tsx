import { formatNumber } from "@ntkit/plots";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { PlayButton, useFrames } from "./play-button.tsx";

export interface TimeSliderProps {
  /** Training time, from 0 to Infinity. */
  readonly time: number;
  readonly onChange: (time: number) => void;
  /** The first and the last finite time above 0 that the handle comes to; between them it moves by factors. */
  readonly from?: number;
  readonly to?: number;
  /** Seconds that Play takes from the start to the end. */
  readonly seconds?: number;
}

/** Places of the handle: 0 is t = 0, the last is t = ∞, those between are spaced by factors. */
const places = 240;

/** Training time with a play button: runs from where it is to the end, from the start if it is there already. */
export function TimeSlider({ time, onChange, from = 0.1, to = 1e5, seconds = 9 }: TimeSliderProps) {
  const id = useId();
  const [playing, setPlaying] = useState(false);
  const place = useRef(0);
  const ratio = Math.log(to / from) / (places - 2);
  const timeAt = (at: number): number => {
    if (at < 0.5) return 0;
    if (at >= places) return Number.POSITIVE_INFINITY;
    return Number((from * Math.exp(ratio * (at - 1))).toPrecision(4));
  };
  const placeOf = (t: number): number => {
    if (t === 0) return 0;
    return t === Number.POSITIVE_INFINITY ? places : Math.min(places - 1, Math.max(1, 1 + Math.log(t / from) / ratio));
  };
  useEffect(() => {
    if (playing) place.current = time === Number.POSITIVE_INFINITY ? 0 : placeOf(time);
  }, [playing]);
  useFrames(playing, (passed) => {
    place.current += (passed / seconds) * places;
    onChange(timeAt(place.current));
    if (place.current >= places) setPlaying(false);
  });
  const words = time === Number.POSITIVE_INFINITY ? "t = ∞" : `t = ${formatNumber(time)}`;
  return (
    <div class="time">
      <PlayButton playing={playing} what="training" onChange={setPlaying} />
      <div class="field slider">
        <label for={id}>Training time</label>
        <output for={id}>{words}</output>
        <input
          id={id}
          type="range"
          min={0}
          max={places}
          step={1}
          value={placeOf(time)}
          aria-valuetext={words}
          style={{ "--share": String(placeOf(time) / places) }}
          onInput={(event) => {
            setPlaying(false);
            onChange(timeAt(event.currentTarget.valueAsNumber));
          }}
        />
      </div>
    </div>
  );
}
