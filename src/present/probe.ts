import type { ProbeError } from '../core/failure.ts';
import { durationText } from './time.ts';

/** What a failed health check saw: `connect ECONNREFUSED 127.0.0.1:5432`, `no answer within 5 s`. */
export function probeText(error: ProbeError): string {
  switch (error.type) {
    case 'message':
      return error.text;
    case 'no-answer':
      return `no answer within ${durationText(error.withinMs)}`;
  }
}
