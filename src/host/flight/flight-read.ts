import { join } from 'node:path';
import { readPrivate } from '../../files/private-file.ts';
import { type FlightPart, parseFlight } from './flight-format.ts';

/** Where file number `number` of a flight record is: two files take turns. */
export function flightPath(stateDir: string, number: number): string {
  return join(stateDir, `flight-${number % 2}.log`);
}

/** The flight record of a project, oldest part first; empty if there is none. Throws what the file system says. */
export function readFlight(stateDir: string): FlightPart[] {
  const files = [0, 1].map((which) => parseFlight(readPrivate(flightPath(stateDir, which)) ?? ''));
  const numberOf = (parts: readonly FlightPart[]) => parts[0]?.header.file ?? 0;
  return files.sort((a, b) => numberOf(a) - numberOf(b)).flat();
}
