import { formatNumber } from "@ntkit/plots";
import { Prose } from "../../widgets/layout.tsx";
import { Tex, texNumber } from "../../widgets/math.tsx";
import type { Comparison } from "./compute.ts";
import type { LossesState } from "./panel.ts";
import { span } from "./setting.ts";

export interface ExplanationProps {
  readonly state: LossesState;
  readonly comparison: Comparison | undefined;
}

export function Explanation({ state: { smoothing, count }, comparison }: ExplanationProps) {
  if (comparison === undefined) return <Prose>{null}</Prose>;
  const { courses, stands } = comparison;
  const { least } = courses["cross-entropy"].margins;
  const decade = (span.count - 1) / Math.log10(span.to / span.from);
  const growth = (least.at(-1) ?? 0) - (least.at(-1 - decade) ?? 0);
  const [squared, entropy] = [Math.min(...stands.mse.margins), Math.min(...stands["cross-entropy"].margins)];
  return (
    <Prose>
      <p>Every wrong answer at a training point moves the outputs everywhere, through the kernel. The two losses differ in what they call wrong:</p>
      <Tex block>{`\\dot f(x) = \\frac{\\eta}{n}\\sum_{i=1}^{${count}} \\Theta(x, x_i)\\,\\bigl(y_i - p_i\\bigr)`}</Tex>
      <p>
        where <Tex>{"p_i = f(x_i)"}</Tex> for the squared loss, and <Tex>{"p_i = \\mathrm{softmax}\\,f(x_i)"}</Tex> for cross-entropy.
      </p>
      <p>
        The squared loss wants the right output to be <strong>{formatNumber(1 - 2 * smoothing)}</strong> above the other, no less and no more; so far every
        point has at least <strong>{formatNumber(squared)}</strong>. What is missing dies away exponentially, mode by mode, and then nothing moves any more.
      </p>
      <p>
        {smoothing === 0 ? (
          <>
            Cross-entropy wants a probability of one, which no finite output gives. A point that is right by <Tex>m</Tex> still pulls with a force of about{" "}
            <Tex>{"e^{-m}"}</Tex>, so the margins grow as <Tex>{"\\log t"}</Tex> and have no limit: the least is <strong>{formatNumber(entropy)}</strong> now,
            and at the end of the chart ten times the training adds <strong>{formatNumber(growth)}</strong> to it (it tends to{" "}
            <Tex>{"\\log 10 \\approx 2.30"}</Tex>), while the loss falls as <Tex>1/t</Tex>. What is left is decided by the few points nearest to the boundary,
            as in a support vector machine with this kernel. With soft labels it would come to an end: try label smoothing.
          </>
        ) : (
          <>
            With soft labels cross-entropy has an end too: the probability <Tex>{texNumber(1 - smoothing)}</Tex> is reached at a margin of{" "}
            <Tex>{`\\log\\tfrac{1-s}{s} = ${texNumber(Math.log((1 - smoothing) / smoothing))}`}</Tex>; so far every point has at least{" "}
            <strong>{formatNumber(entropy)}</strong>.
          </>
        )}
        {!stands["cross-entropy"].ended && <> There is no picture for t = ∞: this one is of t = {formatNumber(stands["cross-entropy"].reached)}.</>}
      </p>
    </Prose>
  );
}
