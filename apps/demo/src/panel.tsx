import type { ComponentType } from "preact";
import type { z } from "zod";
import { createSlice, type Slice } from "./state/slice.ts";
import { useSlice } from "./state/use-slice.ts";

/** What a panel's view is given. */
export interface PanelProps<S> {
  readonly state: S;
  /** Changes some fields; the address of the page follows. */
  readonly set: (change: Partial<S>) => void;
}

/**
 * A panel: one folder under panels/ named after its id, and one line in panels/index.ts. The folder holds
 *
 * - `panel.ts`: this definition, small, loaded with the page;
 * - `view.tsx`: what is seen, loaded when the reader comes near;
 * - `compute.ts`, if it computes: its jobs, which run in a worker (see compute/job.ts);
 * - `test/*.e2e.ts`: what it must show in a browser (see test/suite.ts of the app).
 */
export interface PanelDefinition<S extends object> {
  /** The folder's name, the anchor, and what its state is called in the address. */
  readonly id: string;
  readonly title: string;
  /** For the table of contents: a word or two. */
  readonly short: string;
  /** What there is to see, in a sentence or two. */
  readonly lead: string;
  /** Every field has a default. */
  readonly schema: z.ZodType<S>;
  readonly view: () => Promise<ComponentType<PanelProps<S>>>;
}

/** A panel among others: the type of its state is its own business. */
export interface Panel {
  readonly id: string;
  readonly title: string;
  readonly short: string;
  readonly lead: string;
  readonly slice: Pick<Slice<object>, "write" | "read" | "subscribe">;
  /** Its view, wired to its state. */
  readonly load: () => Promise<ComponentType>;
}

/** A panel whose state others may read and change. */
export type PanelOf<S extends object> = Panel & { readonly slice: Slice<S> };

export function definePanel<S extends object>({ schema, view, ...about }: PanelDefinition<S>): PanelOf<S> {
  const slice = createSlice(schema, about.id);
  return {
    ...about,
    slice,
    load: async () => {
      const View = await view();
      return function Wired() {
        return <View state={useSlice(slice)} set={slice.set} />;
      };
    },
  };
}
