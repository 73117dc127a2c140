/**
 * The part of a spec with the port that must be free before a Procfile process starts. A command that contains `$PORT`
 * will use the port. Any other command may ignore the offered port (a worker does), and must not wait for it.
 */
export function givenPort(exec: string, port: number): { readonly givenPort?: number } {
  const isUsed = /\$(?:PORT\b|\{PORT\b)/.test(exec) && port > 0 && port <= 65_535;
  return isUsed ? { givenPort: port } : {};
}
