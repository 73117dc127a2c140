import { join } from 'node:path';
import { readPrivate } from '../../files/private-file.ts';
import { type FlightPart, parseFlight } from './flight-format.ts';

/** The path of file number `number` of a flight record. Two files take turns. */
export function flightPath(stateDir: string, number: number): string {
  return join(stateDir, `flight-${number % 2}.log`);
}

/**
 * Reads the flight record of a project, oldest part first; empty if there is none. Throws the error of the file system.
 */
export function readFlight(stateDir: string): FlightPart[] {
  const files = [0, 1].map((which) => parseFlight(readPrivate(flightPath(stateDir, which)) ?? ''));
  const numberOf = (parts: readonly FlightPart[]) => parts[0]?.header.file ?? 0;
  return files.sort((a, b) => numberOf(a) - numberOf(b)).flat();
}
