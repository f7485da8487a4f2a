import { learningRateOf } from "../../network/network.ts";
import { Prose } from "../../widgets/layout.tsx";
import { Tex, texNumber } from "../../widgets/math.tsx";
import type { Prediction } from "./compute.ts";
import type { PlaygroundState } from "./panel.ts";

/** What happens, and the formula with the numbers of now. */
export function Explanation({ state, prediction }: { readonly state: PlaygroundState; readonly prediction: Prediction | undefined }) {
  const { points, network, time, kernel } = state;
  const eigenvalues = prediction?.eigenvalues ?? [];
  const n = points.length;
  const rate = learningRateOf(network);
  const pace = (value: number) => n / (rate * value);
  const [fastest, slowest] = [eigenvalues[0], eigenvalues[eigenvalues.length - 1]];
  const left = (value: number) => (time === Number.POSITIVE_INFINITY ? 0 : Math.exp(-time / pace(value)));
  const theta = kernel === "nngp" ? "K" : "\\Theta";
  return (
    <Prose>
      <p>
        At <Tex>t = 0</Tex> the networks are random functions, most of them between the dotted lines. Gradient descent pulls them to the points, and where there
        are none it leaves them apart. The mean of all of them is known in closed form:
      </p>
      <Tex
        block
      >{`\\bar f_t(x) = ${theta}(x, X)\\,${theta}^{-1}\\bigl(1 - e^{-\\eta\\,${theta}\\,t/n}\\bigr)\\,y, \\qquad t = ${texNumber(time)},\\; n = ${n}${rate === 1 ? "" : `,\\; \\eta = 1/${Math.round(1 / rate)}`}`}</Tex>
      {fastest > 0 && slowest > 0 && (
        <p aria-live="off">
          The kernel on your points has {eigenvalues.length === 1 ? "one eigenvalue" : `${eigenvalues.length} eigenvalues`}, and each is a pattern that is
          learnt at its own pace. The fastest takes <Tex>{`n/(\\eta\\lambda) = ${texNumber(pace(fastest))}`}</Tex> steps, and{" "}
          <strong>{percent(1 - left(fastest))}</strong> of it is learnt now; the slowest takes <Tex>{texNumber(pace(slowest))}</Tex>, and{" "}
          <strong>{percent(1 - left(slowest))}</strong> of it is.
        </p>
      )}
    </Prose>
  );
}

const percent = (share: number): string => `${(100 * share).toFixed(share > 0.0995 && (share < 0.995 || share > 0.9995) ? 0 : 1)} %`;
