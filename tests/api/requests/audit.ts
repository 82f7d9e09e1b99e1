// Requests of the audit area for the role matrix.

export const auditRequests = { listAudit: { query: { limit: '10' } } } as const
