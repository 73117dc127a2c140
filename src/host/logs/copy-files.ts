import type { CopyFile } from '../../adapters/log/copy-file.ts';

/** The files of `logging.file`. A file is opened at the first output of a service that names it. */
export interface CopyFiles {
  write(path: string, chunk: Buffer): void;
  close(): Promise<void>;
}

/** `warn` receives the reason why a file cannot be written. */
export function createCopyFiles(warn: (message: string) => void): CopyFiles {
  const files = new Map<string, CopyFile>();
  const early = new Map<string, Buffer[]>();
  let loading: Promise<void> | undefined;
  let open: ((path: string) => CopyFile) | null = null;

  async function load(): Promise<void> {
    const { openCopyFile } = await import('../../adapters/log/copy-file.ts');
    open = (path) => openCopyFile(path, warn);
    for (const [path, chunks] of early) for (const chunk of chunks) fileOf(open, path).write(chunk);
    early.clear();
  }

  function fileOf(opening: (path: string) => CopyFile, path: string): CopyFile {
    const file = files.get(path) ?? opening(path);
    files.set(path, file);
    return file;
  }

  return {
    write(path, chunk) {
      if (open) return fileOf(open, path).write(chunk);
      early.set(path, [...(early.get(path) ?? []), Buffer.from(chunk)]);
      loading ??= load();
    },
    async close() {
      await loading;
      await Promise.all([...files.values()].map((file) => file.close()));
    },
  };
}
