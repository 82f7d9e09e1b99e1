// People, their sessions and the platform's own small values in SQLite.

import type { Clock } from '#/kernel/clock.ts'
import type { Role, Session, StateStore, User } from '../state-store.ts'
import type { Row, SqliteStatements } from './sqlite-statements.ts'

type People = Pick<
  StateStore,
  | 'users'
  | 'user'
  | 'putUser'
  | 'session'
  | 'putSession'
  | 'deleteSession'
  | 'deleteSessionsOf'
  | 'setting'
  | 'putSetting'
>

export function createPeople(sql: SqliteStatements, clock: Clock): People {
  return {
    users: () => sql.all('SELECT * FROM user ORDER BY name').map(userOf),

    user(name) {
      const row = sql.one('SELECT * FROM user WHERE name = ?', name)
      return row === undefined ? undefined : userOf(row)
    },

    putUser(user) {
      sql.run(
        `INSERT INTO user (name, display_name, role, password_hash, must_change_password, disabled, created_at, units)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (name) DO UPDATE SET display_name = excluded.display_name, role = excluded.role,
           password_hash = excluded.password_hash, must_change_password = excluded.must_change_password,
           disabled = excluded.disabled, created_at = excluded.created_at, units = excluded.units`,
        user.name,
        user.displayName,
        user.role,
        user.passwordHash,
        Number(user.mustChangePassword),
        Number(user.disabled),
        user.createdAt,
        user.units === null ? null : JSON.stringify(user.units),
      )
    },

    session(tokenHash) {
      const row = sql.one('SELECT * FROM session WHERE token_hash = ?', tokenHash)
      return row === undefined ? undefined : sessionOf(row)
    },

    /** Sessions that have expired are cleared away on this occasion. */
    putSession(session) {
      sql.transaction(() => {
        sql.run('DELETE FROM session WHERE expires_at < ?', clock.now())
        sql.run(
          `INSERT OR REPLACE INTO session (token_hash, user_name, created_at, last_seen_at, expires_at)
           VALUES (?, ?, ?, ?, ?)`,
          session.tokenHash,
          session.userName,
          session.createdAt,
          session.lastSeenAt,
          session.expiresAt,
        )
      })
    },

    deleteSession: tokenHash => sql.run('DELETE FROM session WHERE token_hash = ?', tokenHash),
    deleteSessionsOf: userName => sql.run('DELETE FROM session WHERE user_name = ?', userName),

    setting: key => sql.one('SELECT value FROM setting WHERE key = ?', key)?.['value'] as string | undefined,
    putSetting: (key, value) =>
      sql.run('INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)', key, value),
  }
}

function userOf(row: Row): User {
  return {
    name: row['name'] as string,
    displayName: row['display_name'] as string,
    role: row['role'] as Role,
    passwordHash: row['password_hash'] as string,
    mustChangePassword: row['must_change_password'] === 1,
    disabled: row['disabled'] === 1,
    createdAt: row['created_at'] as number,
    units: row['units'] === null ? null : (JSON.parse(row['units'] as string) as string[]),
  }
}

function sessionOf(row: Row): Session {
  return {
    tokenHash: row['token_hash'] as string,
    userName: row['user_name'] as string,
    createdAt: row['created_at'] as number,
    lastSeenAt: row['last_seen_at'] as number,
    expiresAt: row['expires_at'] as number,
  }
}
