/**
 * Small compose projects, and the result of docker compose's own loader (compose-go): variables, dependencies, the
 * first published port. Files by their names.
 */
export const COMPOSE_TABLE: readonly (readonly [
  Readonly<Record<string, string>>,
  Readonly<Record<string, Expected>>,
])[] = [
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: ${A}\n',
      '.env': 'A=one\nEMPTY=\nB="two words"\n',
    },
    {
      a: {
        env: {
          X: 'one',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: $A\n',
      '.env': 'A=one\nEMPTY=\nB="two words"\n',
    },
    {
      a: {
        env: {
          X: 'one',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: "${A} and ${B}"\n',
      '.env': 'A=one\nEMPTY=\nB="two words"\n',
    },
    {
      a: {
        env: {
          X: 'one and two words',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: ${NONE:-d}\n',
      '.env': 'A=one\nEMPTY=\nB="two words"\n',
    },
    {
      a: {
        env: {
          X: 'd',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: ${NONE-d}\n',
      '.env': 'A=one\nEMPTY=\nB="two words"\n',
    },
    {
      a: {
        env: {
          X: 'd',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: ${EMPTY:-d}\n',
      '.env': 'A=one\nEMPTY=\nB="two words"\n',
    },
    {
      a: {
        env: {
          X: 'd',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: ${EMPTY-d}\n',
      '.env': 'A=one\nEMPTY=\nB="two words"\n',
    },
    {
      a: {
        env: {
          X: '',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: ${A:+set}\n',
      '.env': 'A=one\nEMPTY=\nB="two words"\n',
    },
    {
      a: {
        env: {
          X: 'set',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: ${EMPTY:+set}\n',
      '.env': 'A=one\nEMPTY=\nB="two words"\n',
    },
    {
      a: {
        env: {
          X: '',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: ${EMPTY+set}\n',
      '.env': 'A=one\nEMPTY=\nB="two words"\n',
    },
    {
      a: {
        env: {
          X: 'set',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: ${NONE+set}\n',
      '.env': 'A=one\nEMPTY=\nB="two words"\n',
    },
    {
      a: {
        env: {
          X: '',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: $$A\n',
      '.env': 'A=one\nEMPTY=\nB="two words"\n',
    },
    {
      a: {
        env: {
          X: '$A',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: "$${A}"\n',
      '.env': 'A=one\nEMPTY=\nB="two words"\n',
    },
    {
      a: {
        env: {
          X: '${A}',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: "${NONE:-${A}}"\n',
      '.env': 'A=one\nEMPTY=\nB="two words"\n',
    },
    {
      a: {
        env: {
          X: 'one',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: "${NONE:-${NONE2:-deep}}"\n',
      '.env': 'A=one\nEMPTY=\nB="two words"\n',
    },
    {
      a: {
        env: {
          X: 'deep',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: "${A:-x}y"\n',
      '.env': 'A=one\nEMPTY=\nB="two words"\n',
    },
    {
      a: {
        env: {
          X: 'oney',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: "a$"\n',
      '.env': 'A=one\nEMPTY=\nB="two words"\n',
    },
    {
      a: {
        env: {
          X: 'a$',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: ${A:?must}\n',
      '.env': 'A=one\nEMPTY=\nB="two words"\n',
    },
    {
      a: {
        env: {
          X: 'one',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: "${NONE:-a:b}"\n',
      '.env': 'A=one\nEMPTY=\nB="two words"\n',
    },
    {
      a: {
        env: {
          X: 'a:b',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: "http://${A}:${NONE:-80}/"\n',
      '.env': 'A=one\nEMPTY=\nB="two words"\n',
    },
    {
      a: {
        env: {
          X: 'http://one:80/',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: true\n',
      '.env': 'A=one\nEMPTY=\nB="two words"\n',
    },
    {
      a: {
        env: {
          X: 'true',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: "true"\n',
      '.env': 'A=one\nEMPTY=\nB="two words"\n',
    },
    {
      a: {
        env: {
          X: 'true',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: 1\n',
      '.env': 'A=one\nEMPTY=\nB="two words"\n',
    },
    {
      a: {
        env: {
          X: '1',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: "010"\n',
      '.env': 'A=one\nEMPTY=\nB="two words"\n',
    },
    {
      a: {
        env: {
          X: '010',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: null\n',
      '.env': 'A=one\nEMPTY=\nB="two words"\n',
    },
    {
      a: {
        env: {},
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: ""\n',
      '.env': 'A=one\nEMPTY=\nB="two words"\n',
    },
    {
      a: {
        env: {
          X: '',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': "services:\n  a:\n    image: i\n    environment:\n      X: 'it''s'\n",
      '.env': 'A=one\nEMPTY=\nB="two words"\n',
    },
    {
      a: {
        env: {
          X: "it's",
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: "tab\\there"\n',
      '.env': 'A=one\nEMPTY=\nB="two words"\n',
    },
    {
      a: {
        env: {
          X: 'tab\there',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: ~\n',
      '.env': 'A=one\nEMPTY=\nB="two words"\n',
    },
    {
      a: {
        env: {},
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: yes\n',
      '.env': 'A=one\nEMPTY=\nB="two words"\n',
    },
    {
      a: {
        env: {
          X: 'yes',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: "a: b"\n',
      '.env': 'A=one\nEMPTY=\nB="two words"\n',
    },
    {
      a: {
        env: {
          X: 'a: b',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: "${K}"\n',
      '.env': "A=one\nK='$A'\n",
    },
    {
      a: {
        env: {
          X: '$A',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: "${K}"\n',
      '.env': 'A=one\nK="$A"\n',
    },
    {
      a: {
        env: {
          X: 'one',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: "${K}"\n',
      '.env': 'A=one\nK=$A\n',
    },
    {
      a: {
        env: {
          X: 'one',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: "${K}"\n',
      '.env': 'A=one\nK=a # comment\n',
    },
    {
      a: {
        env: {
          X: 'a',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: "${K}"\n',
      '.env': 'A=one\nK="a # b"\n',
    },
    {
      a: {
        env: {
          X: 'a # b',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: "${K}"\n',
      '.env': "A=one\nK='a # b'\n",
    },
    {
      a: {
        env: {
          X: 'a # b',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: "${K}"\n',
      '.env': 'A=one\nK=a#b\n',
    },
    {
      a: {
        env: {
          X: 'a#b',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: "${K}"\n',
      '.env': 'A=one\nexport K=v\n',
    },
    {
      a: {
        env: {
          X: 'v',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: "${K}"\n',
      '.env': 'A=one\nK: v\n',
    },
    {
      a: {
        env: {
          X: 'v',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: "${K}"\n',
      '.env': 'A=one\nK = v\n',
    },
    {
      a: {
        env: {
          X: 'v',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: "${K}"\n',
      '.env': 'A=one\nK="a\\nb"\n',
    },
    {
      a: {
        env: {
          X: 'a\nb',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: "${K}"\n',
      '.env': "A=one\nK='a\\nb'\n",
    },
    {
      a: {
        env: {
          X: 'a\\nb',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: "${K}"\n',
      '.env': 'A=one\nK=${A:-x}\n',
    },
    {
      a: {
        env: {
          X: 'one',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: "${K}"\n',
      '.env': 'A=one\nK=${NO:-x}\n',
    },
    {
      a: {
        env: {
          X: 'x',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: "${K}"\n',
      '.env': 'A=one\nK="line\nline2"\n',
    },
    {
      a: {
        env: {
          X: 'line\nline2',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: "${K}"\n',
      '.env': 'A=one\nK=a=b\n',
    },
    {
      a: {
        env: {
          X: 'a=b',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: "${K}"\n',
      '.env': 'A=one\nK="say \\"hi\\""\n',
    },
    {
      a: {
        env: {
          X: 'say "hi"',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: "${K}"\n',
      '.env': 'A=one\nK=\n',
    },
    {
      a: {
        env: {
          X: '',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: "${K}"\n',
      '.env': 'A=one\nK=  spaced  \n',
    },
    {
      a: {
        env: {
          X: 'spaced',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: "${K}"\n',
      '.env': 'A=one\n# K=no\nK=yes\n',
    },
    {
      a: {
        env: {
          X: 'yes',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: "${K}"\n',
      '.env': 'A=one\nK=first\nK=second\n',
    },
    {
      a: {
        env: {
          X: 'second',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: "${K}"\n',
      '.env': 'A=one\nK="${A}${A}"\n',
    },
    {
      a: {
        env: {
          X: 'oneone',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment:\n      X: "${K}"\n',
      '.env': 'A=one\nK=$$A\n',
    },
    {
      a: {
        env: {
          X: '$A',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    env_file: e.env\n',
      '.env': 'A=one\n',
      'e.env': "K='$A'\n",
    },
    {
      a: {
        env: {
          K: '$A',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    env_file: e.env\n',
      '.env': 'A=one\n',
      'e.env': 'K="$A"\n',
    },
    {
      a: {
        env: {
          K: 'one',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    env_file: e.env\n',
      '.env': 'A=one\n',
      'e.env': 'K=$A\n',
    },
    {
      a: {
        env: {
          K: 'one',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    env_file: e.env\n',
      '.env': 'A=one\n',
      'e.env': 'K=${A:-x}\n',
    },
    {
      a: {
        env: {
          K: 'one',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    env_file: e.env\n',
      '.env': 'A=one\n',
      'e.env': 'K=${NO:-x}\n',
    },
    {
      a: {
        env: {
          K: 'x',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    env_file: e.env\n',
      '.env': 'A=one\n',
      'e.env': 'K="a\\tb"\n',
    },
    {
      a: {
        env: {
          K: 'a\tb',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    env_file: e.env\n',
      '.env': 'A=one\n',
      'e.env': 'export K=v\n',
    },
    {
      a: {
        env: {
          K: 'v',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    env_file: e.env\n',
      '.env': 'A=one\n',
      'e.env': 'K=a # c\n',
    },
    {
      a: {
        env: {
          K: 'a',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    environment: [A=1, B=2=3, "C="]\n',
    },
    {
      a: {
        env: {
          A: '1',
          B: '2=3',
          C: '',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    env_file: [e.env, f.env]\n    environment: { K: own }\n',
      'e.env': 'K=e\nL=e\nM=e\n',
      'f.env': 'L=f\n',
    },
    {
      a: {
        env: {
          K: 'own',
          L: 'f',
          M: 'e',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    depends_on: [b, c]\n  b: { image: i }\n  c: { image: i }\n',
    },
    {
      a: {
        env: {},
        waitsFor: ['b', 'c'],
      },
      b: {
        env: {},
      },
      c: {
        env: {},
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    links: [b]\n  b: { image: i }\n',
    },
    {
      a: {
        env: {},
        waitsFor: ['b'],
      },
      b: {
        env: {},
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    network_mode: "service:b"\n  b: { image: i }\n',
    },
    {
      a: {
        env: {},
        waitsFor: ['b'],
      },
      b: {
        env: {},
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    image: i\n    volumes_from: [b]\n  b: { image: i }\n',
    },
    {
      a: {
        env: {},
        waitsFor: ['b'],
      },
      b: {
        env: {},
      },
    },
  ],
  [
    {
      'compose.yaml':
        'services:\n  a:\n    image: i\n    depends_on: { b: { condition: service_healthy } }\n  b: { image: i, healthcheck: { test: [CMD, "true"] } }\n',
    },
    {
      a: {
        env: {},
        waitsFor: ['b'],
      },
      b: {
        env: {},
      },
    },
  ],
  [
    {
      'compose.yaml':
        'services:\n  a:\n    image: i\n    depends_on: { b: { condition: service_completed_successfully } }\n  b: { image: i }\n',
    },
    {
      a: {
        env: {},
        waitsFor: ['b'],
      },
      b: {
        env: {},
      },
    },
  ],
  [
    {
      'compose.yaml':
        'services:\n  base: { image: i, environment: { A: "1", B: "1" } }\n  a:\n    extends: base\n    environment: { B: "2" }\n',
    },
    {
      a: {
        env: {
          A: '1',
          B: '2',
        },
      },
      base: {
        env: {
          A: '1',
          B: '1',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a:\n    extends: { file: sub/c.yaml, service: base }\n',
      'sub/c.yaml': 'services:\n  base: { image: i, env_file: e.env }\n',
      'sub/e.env': 'A=sub\n',
    },
    {
      a: {
        env: {
          A: 'sub',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'include: [sub/c.yaml]\nservices:\n  b: { image: i, depends_on: [a] }\n',
      'sub/c.yaml': 'services:\n  a: { image: i, env_file: e.env }\n',
      'sub/e.env': 'A=sub\n',
    },
    {
      a: {
        env: {
          A: 'sub',
        },
      },
      b: {
        env: {},
        waitsFor: ['a'],
      },
    },
  ],
  [
    {
      'compose.yaml':
        'x-env: &e\n  A: "1"\n  B: "1"\nservices:\n  a:\n    image: i\n    environment:\n      <<: *e\n      B: "2"\n',
    },
    {
      a: {
        env: {
          A: '1',
          B: '2',
        },
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a: { image: i, ports: ["8080:80"] }\n',
    },
    {
      a: {
        env: {},
        port: 8080,
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a: { image: i, ports: ["127.0.0.1:8081:80/tcp"] }\n',
    },
    {
      a: {
        env: {},
        port: 8081,
      },
    },
  ],
  [
    {
      'compose.yaml': 'services:\n  a: { image: i, ports: [{ target: 80, published: "8082" }] }\n',
    },
    {
      a: {
        env: {},
        port: 8082,
      },
    },
  ],
];

export interface Expected {
  readonly env: Readonly<Record<string, string>>;
  readonly waitsFor?: readonly string[];
  readonly port?: number;
}
