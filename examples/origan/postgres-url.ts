/** User and database that a fresh PostgreSQL creates. */
export const POSTGRES_USER = "origan-root";
export const POSTGRES_DB = "origan";

/** How the other services reach the database of this stack. */
export function postgresUrl(password: string): string {
  return `postgres://${POSTGRES_USER}:${encodeURIComponent(password)}@postgres:5432/${POSTGRES_DB}`;
}
