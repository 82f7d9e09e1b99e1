// Style sheets that a page brings along; Vite puts them beside the page's script.

declare module '*.css'

// Texts that are part of a script.
declare module '*?raw' {
  const text: string
  export default text
}
