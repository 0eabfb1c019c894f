import type { ConfusionMatrix } from 'handgrad';

/** Rows the digits, columns what they were taken for; the more of a row, the stronger its colour. */
export function ConfusionTable({ matrix, caption }: { readonly matrix: ConfusionMatrix; readonly caption: string }) {
  const { counts } = matrix;
  return (
    <div class="confusion-frame">
      <table class="confusion">
        <caption class="small muted">{caption}; rows: the digit, columns: taken for</caption>
        <thead>
          <tr>
            <td />
            {counts.map((_, digit) => (
              <th key={digit} scope="col">
                {digit}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {counts.map((row, digit) => (
            <tr key={digit}>
              <th scope="row">{digit}</th>
              {row.map((count, taken) => (
                <td key={taken} class={digit === taken ? 'right' : 'wrong'} style={{ '--share': shareOf(count, row) }}>
                  {count === 0 ? '' : count}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Few mistakes have to be seen, too: the root of the share. */
function shareOf(count: number, row: readonly number[]): string {
  const sum = row.reduce((all, one) => all + one, 0);
  return `${sum === 0 ? 0 : Math.round(100 * Math.sqrt(count / sum))}%`;
}
