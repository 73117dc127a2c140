import type { Listening, ProbeError } from '../core/observation.ts';
import { holderText } from './holder.ts';
import { durationText } from './time.ts';

/** What a health check saw: `GET http://localhost:3000/healthz → 404: not found`, `no answer within 5 s`. */
export function probeText(error: ProbeError): string {
  switch (error.type) {
    case 'message':
    case 'unknown-host':
      return error.text;
    case 'no-answer':
      return `${error.target === undefined ? '' : `${error.target}: `}no answer within ${durationText(error.withinMs)}`;
    case 'refused':
      return error.listening === null || error.listening.length === 0
        ? error.text
        : elsewhereText(error, error.listening);
    case 'status': {
      const { request, status, location, expected, body } = error;
      const answer = location === null ? `${status}` : `${status} → ${location}`;
      return `${request} → ${answer}${expected === null ? '' : `, expected ${expected}`}${body === null ? '' : `: ${body}`}`;
    }
    case 'speaks-tls':
      return `${error.target}: the port answers in TLS`;
    case 'speaks-plain':
      return `${error.target}: the port does not answer in TLS`;
    case 'no-http':
      return `${error.target}: the port answers, but not in HTTP`;
    case 'stranger':
      return `port ${error.port} answers, but it is ${holderText(error.holder)}`;
    case 'command': {
      const { first, omitted, last } = error;
      const end = error.signal === null ? `exit ${error.code}` : `killed by ${error.signal}`;
      const lines = [...first, ...(omitted > 0 ? [`… ${omitted} more lines …`] : []), ...last];
      return lines.length === 0 ? end : `${end}: ${lines.join(' | ')}`;
    }
    case 'no-line': {
      const { pattern, lines, nearest, piped } = error;
      if (lines === 0) return `waits for a line that matches /${pattern}/: no output${piped ? ' on the pipe' : ''} yet`;
      const count = lines === 1 ? '1 line came, and it does not match' : `${lines} lines came, none matches`;
      return `waits for a line that matches /${pattern}/: ${count}${nearest === null ? '' : `; nearest: ${nearest}`}`;
    }
  }
}

/**
 * Why a check that passes may mean nothing: `the check passes, but pid 41 (node other.js) answers on port 3000, not
 * this service`.
 */
export function doubtText(doubt: ProbeError): string {
  const who =
    doubt.type === 'stranger'
      ? `${holderText(doubt.holder)} answers on port ${doubt.port}, not this service`
      : probeText(doubt);
  return `the check passes, but ${who}`;
}

/** What the user can do about a failing check, one line each. */
export function probeRemedies(error: ProbeError): string[] {
  switch (error.type) {
    case 'refused': {
      const [other] = error.listening ?? [];
      if (!other) {
        return [
          `no process listens on port ${error.port} yet. If it needs longer, raise lifecycle.start_timeout_ms. If it listens elsewhere, correct health.target`,
        ];
      }
      return other.port === error.port
        ? [`check ${addressText(other)} in health.target, or make the service listen on all addresses`]
        : [`wrong port: set health.target to port ${other.port}, or make the service listen on ${error.port}`];
    }
    case 'status':
      if (error.status === 401 || error.status === 403) return ['use a path that needs no login in health.target'];
      if (error.status === 404) return ['wrong path? correct health.target, or set expect_status = 404'];
      if (error.location !== null)
        return [`check ${error.location} in health.target, or set expect_status = ${error.status}`];
      return error.status >= 500
        ? ['it answers with an error: see its output']
        : [`correct health.target, or set expect_status = ${error.status}`];
    case 'speaks-tls':
      return ['use https:// in health.target'];
    case 'speaks-plain':
      return ['use http:// in health.target'];
    case 'stranger':
      return strangerRemedies(error);
    case 'no-answer':
      return ['see its output: does it hang? If it needs longer to answer, raise health.timeout_ms'];
    case 'no-http':
      return ['check only that it listens: health = { type = "tcp", … }; or correct health.target'];
    case 'unknown-host':
      return [`no host is called "${error.host}": correct the host name in health.target (localhost?)`];
    case 'command':
      if (error.code === 127) return ['install the command of the check, or correct health.target'];
      if (error.code === 126) return ['make the command of the check executable, or correct health.target'];
      return [];
    case 'no-line':
      if (error.lines === 0 && error.piped) {
        return ['programs buffer their output on a pipe: try tty = true, or turn buffering off'];
      }
      return ['correct the expression in health.target; it is case-sensitive'];
    default:
      return [];
  }
}

function strangerRemedies({ port, holder }: Extract<ProbeError, { type: 'stranger' }>): string[] {
  const end = holder.pid === null ? 'end it' : `end it (kill ${holder.pid})`;
  return [`${end}, or give the service another port than ${port}`];
}

function elsewhereText({ target, port }: { target: string; port: number }, listening: readonly Listening[]): string {
  const same = listening.filter((each) => each.port === port);
  const shown = (same.length > 0 ? same : listening).slice(0, MAX_LISTENING);
  const pid = shown[0]?.pid ?? null;
  const who = pid === null ? 'it' : `it (pid ${pid})`;
  return `no process listens on ${target}; ${who} listens on ${shown.map(addressText).join(', ')}${same.length > 0 ? ' only' : ''}`;
}

const MAX_LISTENING = 3;

function addressText({ address, port }: Listening): string {
  return `${address.includes(':') ? `[${address}]` : address}:${port}`;
}
