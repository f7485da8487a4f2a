import type { ExperimentResult } from "@ntkit/experiment";
import { formatNumber, type SummaryRow } from "./summary.ts";

/** What the training kernel says of learning, before any test sample is looked at. */
export function analysisRows({ spectrum, alignment, estimates, conventions }: ExperimentResult): SummaryRow[] {
  const row = (label: string, value: number) => ({ label, value: formatNumber(value, 4) });
  const ridge = conventions.ridge.absolute;
  const modes =
    spectrum === undefined
      ? []
      : [
          row("effective rank, exp(entropy of λ/Σλ)", spectrum.effectiveRank),
          row("participation ratio, (Σλ)²/Σλ²", spectrum.participationRatio),
          row(`effective dimension at the ridge ${formatNumber(ridge, 3)}, Σ λ/(λ + r)`, spectrum.effectiveDimension),
          {
            label: "strongest modes that carry 50, 90, 99 % of the targets",
            value: [0.5, 0.9, 0.99].map((share) => carrying(spectrum.targetShares, share)).join(", "),
          },
        ];
  const aligned = [row("alignment with the targets", alignment.plain), row("alignment with the targets, both centred", alignment.centred)];
  return [...modes, ...aligned, ...estimateRows(estimates)];
}

function estimateRows(estimates: ExperimentResult["estimates"]): SummaryRow[] {
  if (estimates === undefined) return [];
  if (estimates.status !== "ok") return [{ label: "error estimates", value: `${estimates.problem}. ${estimates.remedy}` }];
  const { kare, leaveOneOut, logMarginalLikelihood } = estimates;
  return [
    { label: "squared error expected by KARE (generalised cross-validation)", value: formatNumber(kare, 4) },
    { label: "squared error leaving one sample out", value: formatNumber(leaveOneOut.error, 4) },
    ...(leaveOneOut.accuracy === undefined ? [] : [{ label: "accuracy leaving one sample out", value: leaveOneOut.accuracy.toFixed(4) }]),
    ...(logMarginalLikelihood === undefined ? [] : [{ label: "log marginal likelihood", value: formatNumber(logMarginalLikelihood, 6) }]),
  ];
}

/** How many modes, from the strongest on, hold this share of ‖y‖². */
function carrying(shares: readonly number[], share: number): string {
  let sum = 0;
  const at = shares.findIndex((value) => {
    sum += value;
    return sum >= share;
  });
  return at < 0 ? "not all" : String(at + 1);
}
