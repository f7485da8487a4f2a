import { useMemo } from "preact/hooks";
import { pixels } from "../../figures/heat-map.tsx";
import { settings } from "../../state/settings.ts";
import { useSlice } from "../../state/use-slice.ts";
import { fullInk, side } from "./drawing.ts";

export interface DigitImageProps {
  /** Images one after the other, and which of them it is. */
  readonly images: Float64Array;
  readonly at: number;
  /** What is seen. */
  readonly label: string;
  /** The value of the full colour; below 0: the other colour. Default: that of full ink. */
  readonly most?: number;
}

/** An image of 8×8 pixels. */
export function DigitImage({ images, at, label, most = fullInk }: DigitImageProps) {
  const { theme } = useSlice(settings);
  const src = useMemo(() => {
    const image = images.subarray(at * side * side, (at + 1) * side * side);
    return pixels(most < 0 ? image.map((value) => -value) : image, side, Math.abs(most));
  }, [images, at, most, theme]);
  return <img class="digit" src={src} width={side} height={side} alt={label} />;
}
