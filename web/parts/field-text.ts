// Texts of a form's fields.

/** What was typed into a field, as it is; empty when there is no such field. */
export function fieldText(fields: FormData, name: string): string {
  const value = fields.get(name)
  return typeof value === 'string' ? value : ''
}

/** The same without blanks around it. */
export function trimmedText(fields: FormData, name: string): string {
  return fieldText(fields, name).trim()
}
