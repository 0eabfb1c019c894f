import { signal } from '@preact/signals';
import { Bitmap } from '../parts/bitmap.js';
import { Field } from '../parts/field.js';
import { whole } from '../parts/number-text.js';
import { data, dataProblem, drawDigits, openFiles, preparing } from './data.js';

/** How many digits are drawn: training images, with a fifth as many to test on. */
const counts = [2000, 10_000, 60_000] as const;
/** How many are drawn, or the user's files. */
const choice = signal<number | 'files'>(10_000);
const isOver = signal(false);

const testCount = (train: number) => Math.min(train / 5, 10_000);
const draw = (train: number) => drawDigits({ train, test: testCount(train) });

void draw(10_000);

/** Which images are learned from: drawn ones, or the user's files. */
export function DataCard() {
  return (
    <div class="card stack">
      <h2>Data</h2>
      <p class="small muted" role="status" data-testid="data">
        {data.value ? `Learning from ${data.value.source}.` : 'Drawing digits.'}
      </p>
      {data.value && <Samples />}
      <Field id="images" label="Images">
        <select
          id="images"
          value={choice.value}
          disabled={preparing.value !== null}
          onChange={({ currentTarget }) => {
            choice.value = Number(currentTarget.value);
            void draw(choice.value);
          }}
        >
          {counts.map((value) => (
            <option key={value} value={value}>
              {whole(value)} drawn digits
            </option>
          ))}
          {choice.value === 'files' && <option value="files">Your files</option>}
        </select>
      </Field>
      <DropZone />
      {dataProblem.value && (
        <p role="alert" class="problem">
          {dataProblem.value}
        </p>
      )}
    </div>
  );
}

function Samples() {
  const { samples, labels, size } = data.value!;
  const [height, width] = size;
  const pixels = height * width;
  return (
    <ul class="samples" aria-label="The first training images">
      {Array.from(labels.subarray(0, 12), (label, i) => (
        <li key={i}>
          <Bitmap
            width={width}
            height={height}
            ink={samples.subarray(i * pixels, (i + 1) * pixels)}
            label={`a ${label}`}
          />
        </li>
      ))}
    </ul>
  );
}

function DropZone() {
  const take = (files: FileList | null | undefined) => {
    if (!files || files.length === 0) return;
    void openFiles([...files]).then((isTaken) => {
      if (isTaken) choice.value = 'files';
    });
  };
  return (
    <label
      class={isOver.value ? 'drop over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault();
        isOver.value = true;
      }}
      onDragLeave={() => (isOver.value = false)}
      onDrop={(event) => {
        event.preventDefault();
        isOver.value = false;
        take(event.dataTransfer?.files);
      }}
    >
      <input type="file" multiple class="visually-hidden" onChange={({ currentTarget }) => take(currentTarget.files)} />
      <strong>MNIST from your files</strong>
      <span class="small muted">Drop its four IDX files here, or choose them; .gz is fine.</span>
    </label>
  );
}
