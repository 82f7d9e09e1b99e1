// An indicator: a domain that is known to be bad, found in media or named by a person. Events that touch it make
// an alert (correlation/match-indicators.ts). Its name in STIX is `domain-name:value`.

export interface Indicator {
  /** Host name, lower case, in ASCII (punycode), without trailing dot; its subdomains count too. */
  readonly domain: string
  /** Why, in Vietnamese, for who sees the alert: `Giả mạo cổng dichvucong.example.com: thêm chữ` */
  readonly reason: string
}

/** An indicator as it is kept and shown. */
export interface KeptIndicator extends Indicator {
  /** Where it came from: the mention that named it, or the person who entered it. */
  readonly mentionId: string | null
  readonly addedBy: string
  readonly addedAt: number
  /** ms UTC; indicators of the web grow stale. */
  readonly expiresAt: number
  /** Off: a person decided that it is no threat; it is not found again. */
  readonly enabled: boolean
}
