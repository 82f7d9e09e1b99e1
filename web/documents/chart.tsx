// A chart of a document as it will be printed, drawn from the same shapes.

import type { DrawingView } from '#/api/contract/drawing.ts'

const ANCHOR = { left: 'start', center: 'middle', right: 'end' } as const
const MM_PER_POINT = 25.4 / 72

function Mark({ shape }: { readonly shape: DrawingView['shapes'][number] }) {
  switch (shape.kind) {
    case 'rect':
      return (
        <rect
          class={`chart-${shape.fill}`}
          x={shape.x}
          y={shape.y}
          width={shape.width}
          height={shape.height}
        />
      )
    case 'line':
      return <line x1={shape.x1} y1={shape.y1} x2={shape.x2} y2={shape.y2} />
    case 'text':
      return (
        <text
          x={shape.x}
          y={shape.y}
          text-anchor={ANCHOR[shape.align]}
          font-size={shape.sizePt * MM_PER_POINT}
        >
          {shape.text}
        </text>
      )
  }
}

export function Chart({ title, drawing }: { readonly title: string; readonly drawing: DrawingView }) {
  return (
    <figure class="paper-chart">
      <figcaption>{title}</figcaption>
      <svg viewBox={`0 0 ${drawing.widthMm} ${drawing.heightMm}`} role="img" aria-label={drawing.alt}>
        {drawing.shapes.map((shape, at) => (
          <Mark key={at} shape={shape} />
        ))}
      </svg>
    </figure>
  )
}
