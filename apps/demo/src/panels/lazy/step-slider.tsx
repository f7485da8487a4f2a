import { PlayedSlider } from "../../widgets/played-slider.tsx";
import { looks } from "./setting.ts";

export interface StepSliderProps {
  readonly step: number;
  readonly onChange: (step: number) => void;
}

const last = looks.length - 1;

/** The steps at which training was looked at, with a play button. */
export function StepSlider({ step, onChange }: StepSliderProps) {
  const at = looks.findLastIndex((look) => look <= step);
  const go = (place: number) => {
    const next = looks[Math.floor(place)];
    if (next !== step) onChange(next);
  };
  return <PlayedSlider label="Training" words={`step ${looks[at]} of ${looks[last]}`} place={at} last={last} seconds={6} onChange={go} />;
}
