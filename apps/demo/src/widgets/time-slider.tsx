import { formatNumber } from "@ntkit/plots";
import { PlayedSlider } from "./played-slider.tsx";

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

/** Training time with a play button. */
export function TimeSlider({ time, onChange, from = 0.1, to = 1e5, seconds = 9 }: TimeSliderProps) {
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
  const words = time === Number.POSITIVE_INFINITY ? "t = ∞" : `t = ${formatNumber(time)}`;
  return (
    <PlayedSlider label="Training time" words={words} place={placeOf(time)} last={places} seconds={seconds} onChange={(place) => onChange(timeAt(place))} />
  );
}
