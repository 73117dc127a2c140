/** Programs that run containers and understand the options of `docker`, in the order in which zdev looks for them. */
export const ENGINES: readonly string[] = ['docker', 'podman', 'nerdctl'];
