import type { ConformanceCase } from "../case.ts";
import { claim, deviation, largest, refusal } from "../compare.ts";
import { filled } from "../naive.ts";

const numbers = filled([4], (i) => i);
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

export const lifetimeCases: readonly ConformanceCase[] = [
  {
    name: "liveTensors counts what is made and freed",
    quantity: "exact",
    async run(on, dtype) {
      const before = on.liveTensors();
      const [a, b] = [on.tensor(numbers, dtype), on.tensor(numbers, dtype)];
      const two = on.liveTensors() - before;
      on.dispose(a, b);
      on.dispose(a);
      return claim(two === 2 && on.liveTensors() === before, "two more, then as before, freeing twice being freeing once");
    },
  },
  {
    name: "scope frees what its result does not hold",
    quantity: "exact",
    async run(on, dtype) {
      const outside = on.tensor(numbers, dtype);
      const before = on.liveTensors();
      const kept = await on.scope(() => {
        const a = on.tensor(numbers, dtype);
        const lost = on.concat([a, outside]);
        return { deep: [{ a }, null, "text", 3, [on.sum(lost, 0)]], outside };
      });
      const alive = on.liveTensors() - before;
      const values = await on.read(kept.outside);
      return largest(claim(alive === 2, `two tensors outlive the scope (${alive} do)`), deviation(values, numbers));
    },
  },
  {
    name: "scope lasts across await",
    quantity: "exact",
    async run(on, dtype) {
      const before = on.liveTensors();
      const kept = await on.scope(async () => {
        const first = on.tensor(numbers, dtype);
        await on.read(first);
        await pause();
        const second = on.concat([first, first]);
        return on.concat([second, first]);
      });
      const values = await on.read(kept);
      return largest(
        claim(on.liveTensors() === before + 1, "one tensor outlives the scope"),
        deviation(
          values,
          filled([12], (i) => i % 4),
        ),
      );
    },
  },
  {
    name: "scope passes what it keeps to the scope around",
    quantity: "exact",
    async run(on, dtype) {
      const before = on.liveTensors();
      const inside = await on.scope(async () => {
        const a = await on.scope(() => on.tensor(numbers, dtype));
        const b = await on.scope(async () => on.tensor(numbers, dtype));
        const alive = on.liveTensors() - before;
        await on.read(on.concat([a, b]));
        return alive;
      });
      return claim(inside === 2 && on.liveTensors() === before, "both alive in the outer scope, neither after it");
    },
  },
  {
    name: "scope frees everything if its body throws",
    quantity: "exact",
    async run(on, dtype) {
      const before = on.liveTensors();
      const fail = (): never => {
        throw new RangeError("on purpose");
      };
      const found = [
        await refusal("RangeError", () => on.scope(() => [on.tensor(numbers, dtype), fail()])),
        await refusal("RangeError", () => on.scope(async () => [on.tensor(numbers, dtype), await pause(), fail()])),
      ];
      return largest(...found, claim(on.liveTensors() === before, "nothing is left"));
    },
  },
  {
    name: "scope leaves what was freed inside alone",
    quantity: "exact",
    async run(on, dtype) {
      const before = on.liveTensors();
      const gone = await on.scope(() => {
        const a = on.tensor(numbers, dtype);
        on.dispose(a);
        return a;
      });
      return largest(claim(on.liveTensors() === before, "the count is as before"), await refusal("InvalidInput", () => on.read(gone)));
    },
  },
  {
    name: "scopes that overlap are refused",
    quantity: "exact",
    async run(on) {
      const before = on.liveTensors();
      const first = on.scope(pause);
      const second = on.scope(async () => {
        await pause();
        await pause();
      });
      const refused = await refusal("InvalidInput", () => first);
      await second;
      return largest(refused, claim(on.liveTensors() === before, "nothing is left"));
    },
  },
];
