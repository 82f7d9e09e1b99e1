// The few signs of the console, drawn here: 20 × 20, one stroke. They never stand without words nearby or an
// accessible name on the button they sit in.

const DRAWINGS = {
  queue: 'M3 5.500h14M3 10h14M3 14.500h9',
  events: 'M8.750 3.500a5.250 5.250 0 1 1 0 10.500 5.250 5.250 0 0 1 0-10.500ZM12.600 12.600 17 17',
  health: 'M2.500 10.500h3.200l2.100-5.500 3.700 10 2.200-4.500h3.800',
  rules:
    'M10 2.800 16 5v4.600c0 3.600-2.500 6.300-6 7.600-3.500-1.300-6-4-6-7.600V5ZM7.400 9.900l1.900 1.900 3.400-3.600',
  systems: 'M3 4h14v4.500H3zM3 11.500h14V16H3zM6 6.250h.01M6 13.750h.01',
  media: 'M3 4h14v9.500H9.500L6 16.500v-3H3ZM6.500 7.500h7M6.500 10.200h4.500',
  users:
    'M7.500 9.500a2.750 2.750 0 1 0 0-5.500 2.750 2.750 0 0 0 0 5.500ZM2.500 16c.4-2.700 2.400-4.200 5-4.200s4.600 1.500 5 4.200M13 4.300a2.600 2.600 0 0 1 0 5M14.600 12.100c1.600.5 2.600 1.900 2.900 3.900',
  documents: 'M4.500 2.500h7l4 4v11h-11zM11.500 2.500v4h4M7 10h6M7 13.500h6',
  calendar: 'M3 4.500h14V17H3zM3 8.500h14M7 2.500v4M13 2.500v4M7 12h.01M10 12h.01M13 12h.01',
  law: 'M10 3v13.500M6 16.500h8M3.500 5.500h13M3.500 5.500l-2 5.500h4ZM16.500 5.500l-2 5.500h4Z',
  retention: 'M3 4h14v4H3zM4.500 8v8.500h11V8M8 11h4',
  audit: 'M5 3h10v14H5zM7.500 7h5M7.500 10h5M7.500 13h3',
  waiting:
    'M5.500 2.500h9M5.500 17.500h9M6.500 2.500c0 4 7 5 7 7.500s-7 3.500-7 7.500M13.500 2.500c0 4-7 5-7 7.500s7 3.500 7 7.500',
  playbooks: 'M3 3.500h5v4H3zM12 12.500h5v4h-5zM8 5.500h4.500a2 2 0 0 1 2 2v5M7.500 11l-2 2 2 2M5.500 13H9',
  'block-lists': 'M10 2.500a7.500 7.500 0 1 1 0 15 7.500 7.500 0 0 1 0-15ZM4.700 4.700l10.600 10.600',
  intake:
    'M3 11.500h4l1.200 2h3.600l1.200-2h4M3 11.500V16h14v-4.500L14.500 5h-9ZM10 1.500v6M7.800 5.500 10 7.700l2.200-2.200',
  units:
    'M8 3h4v3.500H8zM2.500 13.500h4V17h-4zM13.500 13.500h4V17h-4zM8 13.500h4V17H8zM10 6.500v7M4.500 13.500V10h11v3.500',
  notices: 'M17.500 2.500 2.500 9l5.500 2.500L10.500 17ZM8 11.500l9.500-9',
  more: 'M4 10h.01M10 10h.01M16 10h.01',
  account:
    'M10 10a3.250 3.250 0 1 0 0-6.500 3.250 3.250 0 0 0 0 6.500ZM4 17c.5-3 2.900-4.700 6-4.700s5.500 1.700 6 4.700',
  close: 'M5 5l10 10M15 5 5 15',
  back: 'M12 4.500 6.500 10l5.500 5.500',
  pane: 'M3 4h14v12H3zM12 4v12',
  up: 'M10 16V4.500M5 9l5-5 5 5',
  chevron: 'M7.500 5 12.500 10l-5 5',
  warning: 'M10 3 18 16.500H2ZM10 8.500v3.500M10 14.250v.01',
  fine: 'M4.500 10.500 8.500 14.500 15.500 6',
} as const

export type IconName = keyof typeof DRAWINGS

/** One sign, in the colour of the text around it. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <path
        d={DRAWINGS[name]}
        fill="none"
        stroke="currentColor"
        stroke-width="1.6"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  )
}

/** The watchtower. */
export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
      <path d="M6 12.500 16 5l10 7.500" class="logo-roof" />
      <path
        d="M10 13h12v5.500H10zM12.500 18.500 11 27M19.500 18.500 21 27M12.200 22.700h7.600"
        class="logo-tower"
      />
    </svg>
  )
}
