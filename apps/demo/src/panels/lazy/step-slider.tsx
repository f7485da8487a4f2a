import { useEffect, useId, useRef, useState } from "preact/hooks";
import { PlayButton, useFrames } from "../../widgets/play-button.tsx";
import { looks } from "./setting.ts";

export interface StepSliderProps {
  readonly step: number;
  readonly onChange: (step: number) => void;
}

/** Seconds that Play takes from the start to the end. */
const seconds = 6;
const last = looks.length - 1;

/** The steps at which training was looked at, with a play button: runs to the end, from the start if it is there already. */
export function StepSlider({ step, onChange }: StepSliderProps) {
  const id = useId();
  const [playing, setPlaying] = useState(false);
  const place = useRef(0);
  const at = looks.findLastIndex((look) => look <= step);
  useEffect(() => {
    if (playing) place.current = at === last ? 0 : at;
  }, [playing]);
  useFrames(playing, (passed) => {
    place.current = Math.min(last, place.current + (passed / seconds) * last);
    const next = looks[Math.floor(place.current)];
    if (next !== step) onChange(next);
    if (place.current === last) setPlaying(false);
  });
  const words = `step ${looks[at]} of ${looks[last]}`;
  return (
    <div class="time">
      <PlayButton playing={playing} what="training" onChange={setPlaying} />
      <div class="field slider">
        <label for={id}>Training</label>
        <output for={id}>{words}</output>
        <input
          id={id}
          type="range"
          min={0}
          max={last}
          step={1}
          value={at}
          aria-valuetext={words}
          style={{ "--share": String(at / last) }}
          onInput={(event) => {
            setPlaying(false);
            onChange(looks[event.currentTarget.valueAsNumber]);
          }}
        />
      </div>
    </div>
  );
}
