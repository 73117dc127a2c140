/**
 * The part of a spec that says which port must be free before a Procfile process starts. A command that names `$PORT`
 * will want it; any other may use what it is offered or not (a worker does not), and must not wait for it.
 */
export function givenPort(exec: string, port: number): { readonly givenPort?: number } {
  const isUsed = /\$(?:PORT\b|\{PORT\b)/.test(exec) && port > 0 && port <= 65_535;
  return isUsed ? { givenPort: port } : {};
}
