/** How languages and tools say that another process holds the port. */
const IN_USE =
  /EADDRINUSE|address (?:is )?already in use|address in use|port[ \w:]* (?:is |was )?(?:already )?(?:in use|taken|allocated|occupied)|already (?:in use|listening) on port|connection in use:|only one usage of each socket address|something is already running on port|port is already in use/i;

/** Shapes in which a line or its neighbours name the port, the clearest one first. */
const PORT_SHAPES = [
  /\bport["']?(?: number)?[ =:]+["']?(\d{2,5})\b/i,
  /\(["'][^"']*["'], (\d{2,5})\)/,
  /(?:\b\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]*\]|\blocalhost|\*|::|\/\/[\w.-]+):(\d{2,5})\b/i,
  /(?:^|\s):(\d{2,5})\b(?!:\d)/,
  /\bon (\d{2,5})\b/,
];

const NEIGHBOURS = 6;

/**
 * Whether a run says that its port is in use. `port` is null if the output does not name it. Null if the run says
 * nothing like that.
 */
export function addressInUse(output: readonly string[]): { readonly port: number | null } | null {
  const at = output.findLastIndex((line) => IN_USE.test(line));
  if (at < 0) return null;
  const near = [
    ...output.slice(at + 1, at + 1 + NEIGHBOURS),
    ...output.slice(Math.max(at - NEIGHBOURS, 0), at).reverse(),
  ];
  const others = output.filter((line) => IN_USE.test(line));
  for (const line of [output[at]!, ...others, ...near]) {
    const port = portIn(line);
    if (port !== null) return { port };
  }
  return { port: null };
}

function portIn(line: string): number | null {
  for (const shape of PORT_SHAPES) {
    const port = Number(shape.exec(line)?.[1]);
    if (port > 0 && port <= 65_535) return port;
  }
  return null;
}
