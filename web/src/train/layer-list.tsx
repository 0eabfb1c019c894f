import { draft, edit, network } from './draft.js';
import { kindTitles, layerOptions, newLayers, type LayerInput, type LayerOption } from './layer-options.js';

/** The layers, which can be changed, moved, removed and added to; the last one is the output and stays. */
export function LayerList() {
  const { layers } = draft.value;
  const inner = layers.slice(0, -1);
  const set = (changed: readonly LayerInput[]) => edit({ layers: [...changed, layers[layers.length - 1]] });
  return (
    <div class="stack layers">
      <ol>
        {inner.map((layer, i) => (
          <LayerRow
            key={i}
            layer={layer}
            index={i}
            last={inner.length - 1}
            onChange={(changed) => set(inner.map((kept, at) => (at === i ? changed : kept)))}
            onMove={(to) => set(moved(inner, i, to))}
            onRemove={() => set(inner.filter((_, at) => at !== i))}
          />
        ))}
        <li class="layer">
          <span class="layer-title">Output</span>
          <span class="small muted">10 classes, softmax</span>
          <OutputShape index={layers.length - 1} />
        </li>
      </ol>
      <AddLayer onAdd={(layer) => set([...inner, layer])} />
    </div>
  );
}

interface LayerRowProps {
  readonly layer: LayerInput;
  readonly index: number;
  readonly last: number;
  readonly onChange: (layer: LayerInput) => void;
  readonly onMove: (to: number) => void;
  readonly onRemove: () => void;
}

function LayerRow({ layer, index, last, onChange, onMove, onRemove }: LayerRowProps) {
  const title = kindTitles[layer.kind] ?? layer.kind;
  const place = `${title}, layer ${index + 1}`;
  const options = (layerOptions as Readonly<Record<string, readonly LayerOption[]>>)[layer.kind] ?? [];
  return (
    <li class="layer">
      <span class="layer-title">{title}</span>
      <span class="row layer-options">
        {options.map((option) => (
          <OptionControl
            key={option.name}
            option={option}
            label={`${option.label} of ${place}`}
            value={layer[option.name]}
            onChange={(value) => onChange({ ...layer, [option.name]: value })}
          />
        ))}
      </span>
      <OutputShape index={index} />
      <span class="layer-buttons">
        <IconButton label={`Move ${place} up`} symbol="↑" disabled={index === 0} onClick={() => onMove(index - 1)} />
        <IconButton
          label={`Move ${place} down`}
          symbol="↓"
          disabled={index === last}
          onClick={() => onMove(index + 1)}
        />
        <IconButton label={`Remove ${place}`} symbol="×" onClick={onRemove} />
      </span>
    </li>
  );
}

interface OptionControlProps {
  readonly option: LayerOption;
  readonly label: string;
  readonly value: unknown;
  readonly onChange: (value: number | string) => void;
}

function OptionControl({ option, label, value, onChange }: OptionControlProps) {
  if ('choices' in option) {
    const shown = (value as string | undefined) ?? option.choices[0];
    return (
      <select aria-label={label} value={shown} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        {option.choices.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    );
  }
  return (
    <input
      type="number"
      aria-label={label}
      title={option.label}
      value={Number(value)}
      min={option.least}
      step={option.step ?? 1}
      required
      onChange={({ currentTarget }) => currentTarget.reportValidity() && onChange(currentTarget.valueAsNumber)}
    />
  );
}

/** What the layer makes of an image; nothing while that is not known. */
function OutputShape({ index }: { readonly index: number }) {
  const known = network.value;
  const row = known && 'summary' in known ? known.summary.rows[index] : undefined;
  return <span class="layer-shape number">{row?.outputShape.join(' × ')}</span>;
}

interface IconButtonProps {
  readonly label: string;
  readonly symbol: string;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}

function IconButton({ label, symbol, disabled = false, onClick }: IconButtonProps) {
  return (
    <button type="button" class="quiet icon-button" aria-label={label} disabled={disabled} onClick={onClick}>
      {symbol}
    </button>
  );
}

function AddLayer({ onAdd }: { readonly onAdd: (layer: LayerInput) => void }) {
  return (
    <select
      aria-label="Add a layer before the output"
      value=""
      onChange={({ currentTarget }) => {
        onAdd(newLayers[currentTarget.value]);
        currentTarget.value = '';
      }}
    >
      <option value="">Add a layer…</option>
      {Object.keys(newLayers).map((kind) => (
        <option key={kind} value={kind}>
          {kindTitles[kind]}
        </option>
      ))}
    </select>
  );
}

function moved(layers: readonly LayerInput[], from: number, to: number): LayerInput[] {
  const others = layers.filter((_, i) => i !== from);
  return [...others.slice(0, to), layers[from], ...others.slice(to)];
}
