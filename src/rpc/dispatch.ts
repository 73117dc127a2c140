import { checkParams } from './check-params.ts';
import { type Context, DelayedAnswer } from './context.ts';
import { answerText, type Parsed, type Request } from './envelope.ts';
import { CODES, RpcError } from './errors.ts';
import { HANDLERS } from './handlers.ts';
import { methodSpec } from './methods.ts';

/** The text of an answer, or null if none is wanted. */
export type Answer = string | null;
/** An immediate answer, one that the next request waits for, or one that delays no other. */
export type DispatchResult = Answer | DelayedAnswer<Answer> | Promise<Answer | DelayedAnswer<Answer>>;

/** Runs the request in a line. Never throws or rejects: errors become answers. */
export function dispatch(line: Parsed, context: Context): DispatchResult {
  return line.kind === 'one' ? handle(line.request, context) : batch(line.requests, context);
}

/** Runs requests in order, and sends one answer when the last of them is done. */
async function batch(
  requests: readonly (Request | RpcError)[],
  context: Context,
): Promise<Answer | DelayedAnswer<Answer>> {
  const answers: (Answer | Promise<Answer>)[] = [];
  let waits = false;
  for (const request of requests) {
    const outcome = await handle(request, context);
    waits ||= outcome instanceof DelayedAnswer;
    answers.push(outcome instanceof DelayedAnswer ? outcome.answer : outcome);
  }
  const whole = Promise.all(answers).then((all) => {
    const texts = all.filter((answer) => answer !== null);
    return texts.length > 0 ? `[${texts.join(',')}]` : null;
  });
  return waits ? new DelayedAnswer(whole) : whole;
}

function handle(request: Request | RpcError, context: Context): DispatchResult {
  if (request instanceof RpcError) return answerText(0, request);
  const { id } = request;
  const answer = (outcome: { readonly result: unknown } | RpcError): Answer =>
    id === undefined ? null : answerText(id, outcome);
  const succeed = (result: unknown) => answer({ result });
  const fail = (error: unknown) => answer(asRpcError(error));
  try {
    const result = call(request, context);
    if (result instanceof DelayedAnswer) return new DelayedAnswer(result.answer.then(succeed, fail));
    if (result instanceof Promise) return result.then(succeed, fail);
    return succeed(result);
  } catch (error) {
    return fail(error);
  }
}

function call({ method, params }: Request, context: Context): unknown {
  const spec = methodSpec(method);
  if (!spec) throw new RpcError(CODES.unknownMethod, 'unknown method', { method });
  const handler = HANDLERS[method as keyof typeof HANDLERS] as (params: unknown, context: Context) => unknown;
  return handler(checkParams(params, spec.params, spec.missing), context);
}

function asRpcError(error: unknown): RpcError {
  if (error instanceof RpcError) return error;
  return new RpcError(CODES.internal, error instanceof Error ? error.message : String(error));
}
