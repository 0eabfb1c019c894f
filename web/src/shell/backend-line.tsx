import {
  askedBackend,
  backend,
  backendChoices,
  backendProblem,
  useBackend,
  type BackendChoiceName,
} from './backend.js';

/** Which backend computes and why, and a choice of another for the trainings to come. */
export function BackendLine() {
  const taken = backend.value;
  return (
    <footer class="backend-line">
      <label for="backend">Backend</label>
      <select
        id="backend"
        value={askedBackend.value}
        onChange={({ currentTarget }) => void useBackend(currentTarget.value as BackendChoiceName)}
      >
        {backendChoices.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <p role="status" data-testid="backend">
        {taken ? taken.why : 'The engine is starting.'}
        {taken && !crossOriginIsolated && taken.name === 'wasm' && (
          <> One thread, as this page is not cross-origin isolated.</>
        )}
      </p>
      {backendProblem.value && (
        <p role="alert" class="problem">
          {backendProblem.value}
        </p>
      )}
    </footer>
  );
}
