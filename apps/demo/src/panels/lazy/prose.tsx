import { formatNumber } from "@ntkit/plots";
import { Prose } from "../../widgets/layout.tsx";
import { Tex, texNumber } from "../../widgets/math.tsx";
import type { Run } from "./compute.ts";
import { movesOf } from "./moves.ts";
import { looks, steps } from "./setting.ts";

/** What happens, and the formulas with the numbers of the step that is shown. */
export function Explanation({ run, step }: { readonly run: Run | undefined; readonly step: number }) {
  if (run === undefined) return <Prose>{null}</Prose>;
  const { request, network, moves, learningRate } = run;
  const { width, scale, depth } = request;
  const at = network.steps.findLastIndex((seen) => seen <= step);
  const now = (name: string): number => moves[name]?.[at] ?? Number.NaN;
  const layers = movesOf(depth).filter(({ name }) => name.startsWith("weight-change"));
  const place = looks.indexOf(network.steps[at] ?? 0);
  return (
    <Prose>
      <p>
        A network is <em>lazy</em> if it learns without changing much. A network of {width} units must move many weights to change its output, so each of them
        has little to do: a layer that meets the input or the output moves as <Tex>{"n^{-1/2}"}</Tex>, the weights between two hidden layers as{" "}
        <Tex>{"n^{-1}"}</Tex>. And while the weights stay near where they began, so does the kernel that says how fast everything is learnt:
      </p>
      <Tex
        block
      >{`\\frac{\\lVert \\Theta_t - \\Theta_0 \\rVert}{\\lVert \\Theta_0 \\rVert} = ${texNumber(now("ntk.drift"))}, \\qquad n = ${width},\\; \\alpha = ${texNumber(scale)},\\; \\eta = ${texNumber(learningRate / scale ** 2)}`}</Tex>
      {at >= 0 && (
        <p>
          After {network.steps[at]} of {steps} steps, {layers.map(({ words, name }) => `the ${words} has moved by ${percent(now(name))}`).join(", ")} of its
          size. The loss is <strong>{formatNumber(network.loss[at])}</strong>; the linear twin, which keeps its kernel, is at{" "}
          {formatNumber(run.twin.loss[place])}, and infinitely wide networks at {formatNumber(run.theory.loss[place])}.
        </p>
      )}
      <p>
        Width is not the only way. Multiply the output by <Tex>\alpha</Tex>, count it from where it starts, <Tex>{"F = \\alpha\\,(f_t - f_0)"}</Tex>, and divide
        the learning rate by <Tex>{"\\alpha^2"}</Tex>: now the weights need only go <Tex>{"1/\\alpha"}</Tex> as far. A narrow network with a large{" "}
        <Tex>\alpha</Tex> follows its own twin as closely as you like. It is still not theory: the kernel that it keeps is its own, and a narrow network drew it
        badly. Below one, <Tex>\alpha</Tex> makes even wide networks learn features.
      </p>
    </Prose>
  );
}

const percent = (share: number): string => `${formatNumber(100 * share, 2)} %`;
