// Style sheets that a page brings along; Vite puts them beside the page's script.

declare module '*.css'
