import { formatNumber } from "@ntkit/plots";
import { Chart } from "../../figures/chart.tsx";
import { linePath } from "../../figures/scale.ts";
import type { Course, Gallery, Look } from "./compute.ts";
import { DigitImage } from "./digit-image.tsx";
import { span, times } from "./setting.ts";

/** The ten outputs for the drawing, each with its deviation. */
export function OutputsChart({ look: { outputs, deviation, verdict } }: { readonly look: Look }) {
  const [low, high] = [Math.min(-0.4, ...outputs) - deviation, Math.max(1, ...outputs) + deviation];
  return (
    <Chart
      label={`Outputs for the drawing: ${[...outputs].map((value, digit) => `${digit}: ${value.toFixed(2)}`).join(", ")}, each ± ${deviation.toFixed(2)}`}
      x={{ label: "", domain: [-0.6, 9.6] }}
      y={{ label: "output for each digit", domain: [low, 1.12 * high] }}
      aspect={0.62}
      minHeight={240}
      maxHeight={300}
    >
      {({ x, y }) =>
        Array.from(outputs, (value, digit) => {
          const [top, bottom] = [y(Math.max(0, value)), y(Math.min(0, value))];
          return (
            <g key={digit} class={`output ${digit === verdict.first ? "winner" : ""}`} data-output={value}>
              <rect x={x(digit - 0.32)} width={x(0.64) - x(0)} y={top} height={Math.max(0.5, bottom - top)} />
              <line x1={x(digit)} x2={x(digit)} y1={y(value - deviation)} y2={y(value + deviation)} />
              <text x={x(digit)} y={y(Math.max(0, value + deviation)) - 6} text-anchor="middle">
                {digit}
              </text>
            </g>
          );
        })
      }
    </Chart>
  );
}

/** The share of images that the mean of the networks gets right, along training time. */
export function AccuracyChart({ course, time, accuracy }: { readonly course: Course; readonly time: number; readonly accuracy: Look["accuracy"] }) {
  return (
    <Chart
      label={`Accuracy along training time: now ${percent(accuracy.test)} of the test images and ${percent(accuracy.train)} of the training images`}
      x={{ label: "training time t", domain: [span.from, span.to], scale: "log" }}
      y={{ label: "accuracy", domain: [Math.min(0.8, Math.floor(10 * Math.min(...course.test, ...course.train)) / 10), 1.02] }}
      aspect={0.8}
      minHeight={240}
      maxHeight={300}
    >
      {({ x, y, width, height }) => {
        const at = time === Number.POSITIVE_INFINITY ? width : x(Math.min(span.to, Math.max(span.from, time)));
        return (
          <>
            <line class="moment" x1={at} x2={at} y2={height} />
            <path class="mean nngp thin" d={linePath(times, course.train, x, y)} />
            <path class="mean ntk" d={linePath(times, course.test, x, y)} />
            <text class="mark nngp" x={x(1e5) - 4} y={y(1) - 6} text-anchor="end">
              training images
            </text>
            <text class="mark ntk" x={x(1e5) - 4} y={y(course.test.at(-1) ?? 0) + 20} text-anchor="end">
              test images
            </text>
            <circle class="now-test" cx={at} cy={y(accuracy.test)} r={4} />
          </>
        );
      }}
    </Chart>
  );
}

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** The training images whose parts in the largest output are largest, up and down. */
export function Pulls({ look: { towards, away, verdict }, gallery }: { readonly look: Look; readonly gallery: Gallery }) {
  const list = (pulls: Look["towards"], sign: number) => (
    <ul class="images">
      {pulls.map(({ image, part }) => (
        <li key={image} data-part={part}>
          <DigitImage images={gallery.train} at={image} most={16 * sign} label={`training image ${image + 1}, a ${gallery.trainLabels[image]}`} />
          <span>
            <b>{gallery.trainLabels[image]}</b> {signed(part)}
          </span>
        </li>
      ))}
    </ul>
  );
  return (
    <div class="pulls">
      <div>
        <h3>What makes it a {verdict.first}</h3>
        {list(towards, 1)}
      </div>
      <div>
        <h3>What speaks against it</h3>
        {list(away, -1)}
      </div>
    </div>
  );
}

const signed = (part: number): string => `${part < 0 ? "−" : "+"}${Math.abs(part).toFixed(2)}`;

/** The strongest modes of the kernel as weighted sums of the training images. */
export function EigenDigits({ course: { eigenDigits } }: { readonly course: Course }) {
  return (
    <figure class="eigen-digits">
      <figcaption>eigen-digits: the patterns learnt first</figcaption>
      <ul class="images">
        {eigenDigits.map(({ eigenvalue, image }, at) => (
          <li key={at} data-eigenvalue={eigenvalue}>
            <DigitImage images={image} at={0} most={largest(image)} label={`eigen-digit ${at + 1}, eigenvalue ${formatNumber(eigenvalue)}`} />
            <span>{formatNumber(eigenvalue, 2)}</span>
          </li>
        ))}
      </ul>
    </figure>
  );
}

const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-300);

export interface ClosestCallsProps {
  readonly look: Look;
  readonly gallery: Gallery;
  /** Puts a test image on the paper. */
  readonly onChoose: (image: number) => void;
}

/** The test images that are nearly something else; a click takes one to the paper. */
export function ClosestCalls({ look: { closest }, gallery, onChoose }: ClosestCallsProps) {
  return (
    <div class="closest">
      <h3>The closest calls among the test images</h3>
      <ul class="images">
        {closest.map(({ image, first, second, agreement }) => {
          const right = gallery.testLabels[image] === first;
          return (
            <li key={image} class={right ? "" : "wrong"}>
              <button type="button" onClick={() => onChoose(image)}>
                <DigitImage images={gallery.test} at={image} label={`Test image ${image + 1}, a ${gallery.testLabels[image]}: judge it`} />
              </button>
              <span>
                <b>{first}</b> before {second}
                <br />
                {(100 * agreement).toFixed(0)} % agree
                {!right && (
                  <>
                    <br />
                    it is a {gallery.testLabels[image]}
                  </>
                )}
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
