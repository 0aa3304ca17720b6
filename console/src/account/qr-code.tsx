import type { JSX } from 'preact';
import { encode } from 'uqr';

/** A QR code as SVG elements, with the empty border that scanners need. */
export function QrCode(props: { readonly text: string; readonly label: string }): JSX.Element {
  const { data, size } = encode(props.text, { border: 4 });
  const path = data
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')))
    .join('');
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={props.label}>
      <path d={path} />
    </svg>
  );
}
