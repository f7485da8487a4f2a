import type { ComponentChildren } from "preact";
import type { JobState } from "../compute/use-job.ts";

/** What is to be read, in a column that is pleasant to read. */
export const Prose = ({ children }: { readonly children: ComponentChildren }) => <div class="prose">{children}</div>;

export interface StageProps {
  /** Pictures, with what belongs directly below them. */
  readonly figure: ComponentChildren;
  readonly controls: ComponentChildren;
}

/** The picture, and beside it (below it, where there is no room) what moves it. */
export const Stage = ({ figure, controls }: StageProps) => (
  <div class="stage">
    <div class="figure">{figure}</div>
    <div class="controls">{controls}</div>
  </div>
);

/** What a job could not do, and what helps. */
export function Trouble({ of }: { readonly of: Pick<JobState<unknown, unknown>, "trouble"> }) {
  return (
    <div class="trouble" role="status">
      {of.trouble && (
        <>
          <strong>{of.trouble.problem}.</strong> {of.trouble.remedy}
        </>
      )}
    </div>
  );
}
