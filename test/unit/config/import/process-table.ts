/**
 * Small process-compose projects, and the result of process-compose 1.122: the variables of the process "a" in addition
 * to those of the environment (the second part). Files by their names.
 */
export const PROCESS_TABLE: readonly (readonly [
  files: Readonly<Record<string, string>>,
  environ: Readonly<Record<string, string>>,
  variables: Readonly<Record<string, string>>,
])[] = [
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - X=1.50\n" },
    {},
    { X: '1.50' },
  ],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - X=010\n" },
    {},
    { X: '010' },
  ],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - X=0x1F\n" },
    {},
    { X: '0x1F' },
  ],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - X=true\n" },
    {},
    { X: 'true' },
  ],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - X=yes\n" },
    {},
    { X: 'yes' },
  ],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - X=null\n" },
    {},
    { X: 'null' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - X=~\n" }, {}, { X: '~' }],
  [
    { 'process-compose.yaml': 'processes:\n  a:\n    command: \'x\'\n    environment:\n      - "X=quoted"\n' },
    {},
    { X: 'quoted' },
  ],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - X='single'\n" },
    {},
    { X: "'single'" },
  ],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - X=1_000\n" },
    {},
    { X: '1_000' },
  ],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - X=2024-01-01\n" },
    {},
    { X: '2024-01-01' },
  ],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - X=a b\n" },
    {},
    { X: 'a b' },
  ],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - X=a#b\n" },
    {},
    { X: 'a#b' },
  ],
  [
    { 'process-compose.yaml': 'processes:\n  a:\n    command: \'x\'\n    environment:\n      - "X=a # b"\n' },
    {},
    { X: 'a # b' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - 'X=${A}'\n",
      '.env': 'A=one\nE=\n',
    },
    {},
    { X: 'one' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - 'X=$A'\n",
      '.env': 'A=one\nE=\n',
    },
    {},
    { X: '$A' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - 'X=${A:-d}'\n",
      '.env': 'A=one\nE=\n',
    },
    {},
    { X: 'one' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - 'X=${B:-d}'\n",
      '.env': 'A=one\nE=\n',
    },
    {},
    { X: 'd' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - 'X=${E:-d}'\n",
      '.env': 'A=one\nE=\n',
    },
    {},
    { X: 'd' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - 'X=${A:+alt}'\n",
      '.env': 'A=one\nE=\n',
    },
    {},
    { X: 'one' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - 'X=${B:+alt}'\n",
      '.env': 'A=one\nE=\n',
    },
    {},
    { X: 'alt' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - 'X=${A:?no}'\n",
      '.env': 'A=one\nE=\n',
    },
    {},
    { X: 'one' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - 'X=$$A'\n",
      '.env': 'A=one\nE=\n',
    },
    {},
    { X: '$A' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - 'X=$${A}'\n",
      '.env': 'A=one\nE=\n',
    },
    {},
    { X: '${A}' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - 'X=$$$A'\n",
      '.env': 'A=one\nE=\n',
    },
    {},
    { X: '$$A' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - 'X=${A}${A}'\n",
      '.env': 'A=one\nE=\n',
    },
    {},
    { X: 'oneone' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - 'X=x${A}y'\n",
      '.env': 'A=one\nE=\n',
    },
    {},
    { X: 'xoney' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - 'X=${B:-${A}}'\n",
      '.env': 'A=one\nE=\n',
    },
    {},
    { X: 'one' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - 'X=${A:-\"q\"}'\n",
      '.env': 'A=one\nE=\n',
    },
    {},
    { X: 'one' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - 'X=${A^^}'\n",
      '.env': 'A=one\nE=\n',
    },
    {},
    { X: 'ONE' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - 'X=${A/o/0}'\n",
      '.env': 'A=one\nE=\n',
    },
    {},
    { X: '0ne' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - 'X=${#A}'\n",
      '.env': 'A=one\nE=\n',
    },
    {},
    { X: '3' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - 'X=${A:0:2}'\n",
      '.env': 'A=one\nE=\n',
    },
    {},
    { X: 'on' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - 'X=$'\n",
      '.env': 'A=one\nE=\n',
    },
    {},
    { X: '$' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - 'X=$ '\n",
      '.env': 'A=one\nE=\n',
    },
    {},
    { X: '$ ' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - 'X=a$'\n",
      '.env': 'A=one\nE=\n',
    },
    {},
    { X: 'a$' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - 'X=$1'\n",
      '.env': 'A=one\nE=\n',
    },
    {},
    { X: '$1' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - 'X=${1}'\n",
      '.env': 'A=one\nE=\n',
    },
    {},
    { X: '' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - 'X=$(echo hi)'\n",
      '.env': 'A=one\nE=\n',
    },
    {},
    { X: '$(echo hi)' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - 'X=`echo hi`'\n",
      '.env': 'A=one\nE=\n',
    },
    {},
    { X: '`echo hi`' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - 'X=}'\n",
      '.env': 'A=one\nE=\n',
    },
    {},
    { X: '}' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - 'X=${A%e}'\n",
      '.env': 'A=one\nE=\n',
    },
    {},
    { X: 'on' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - 'X=${A#o}'\n",
      '.env': 'A=one\nE=\n',
    },
    {},
    { X: 'ne' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - 'X=${A,,}'\n",
      '.env': 'A=one\nE=\n',
    },
    {},
    { X: 'one' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - 'X=${A//o/0}'\n",
      '.env': 'A=one\nE=\n',
    },
    {},
    { X: '0ne' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - 'X=${A:=d}'\n",
      '.env': 'A=one\nE=\n',
    },
    {},
    { X: 'one' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - 'X=${B:=d}'\n",
      '.env': 'A=one\nE=\n',
    },
    {},
    { X: 'd' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment:\n      - 'X=${B=d}'\n",
      '.env': 'A=one\nE=\n',
    },
    {},
    { X: 'd' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': 'X=one\n' }, {}, { X: 'one' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': 'X=one\n' },
    {},
    { X: 'one' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': 'X="one"\n' }, {}, { X: 'one' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': 'X="one"\n' },
    {},
    { X: 'one' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': "X='one'\n" }, {}, { X: 'one' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': "X='one'\n" },
    {},
    { X: 'one' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': 'X=one # c\n' }, {}, { X: 'one' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': 'X=one # c\n' },
    {},
    { X: 'one' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': 'X="one # c"\n' }, {}, { X: 'one # c' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': 'X="one # c"\n' },
    {},
    { X: 'one # c' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': 'X=one#c\n' }, {}, { X: 'one#c' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': 'X=one#c\n' },
    {},
    { X: 'one#c' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': 'export X=one\n' }, {}, { X: 'one' }],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n",
      'my.env': 'export X=one\n',
    },
    {},
    { X: 'one' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': 'X = one\n' }, {}, { X: 'one' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': 'X = one\n' },
    {},
    { X: 'one' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': 'X: one\n' }, {}, { X: 'one' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': 'X: one\n' },
    {},
    { X: 'one' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': 'X=\n' }, {}, { X: '' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': 'X=\n' },
    {},
    { X: '' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': 'X\n' }, {}, { X: '' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': 'X\n' },
    {},
    { X: '' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': "X='a\\nb'\n" }, {}, { X: 'a\\nb' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': "X='a\\nb'\n" },
    {},
    { X: 'a\\nb' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': 'X=a\\nb\n' }, {}, { X: 'a\\nb' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': 'X=a\\nb\n' },
    {},
    { X: 'a\\nb' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': 'X="a\\tb"\n' }, {}, { X: 'atb' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': 'X="a\\tb"\n' },
    {},
    { X: 'atb' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': 'X="a\\"b"\n' }, {}, { X: 'a"b' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': 'X="a\\"b"\n' },
    {},
    { X: 'a"b' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': 'X=a\nX=b\n' }, {}, { X: 'b' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': 'X=a\nX=b\n' },
    {},
    { X: 'b' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': 'B=1\nX=$B\n' }, {}, { X: '1' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': 'B=1\nX=$B\n' },
    {},
    { X: '1' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': 'B=1\nX=${B}\n' }, {}, { X: '1' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': 'B=1\nX=${B}\n' },
    {},
    { X: '1' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': 'B=1\nX="$B"\n' }, {}, { X: '1' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': 'B=1\nX="$B"\n' },
    {},
    { X: '1' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': "B=1\nX='$B'\n" }, {}, { X: '$B' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': "B=1\nX='$B'\n" },
    {},
    { X: '$B' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': 'X=$$B\n' }, {}, { X: '$' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': 'X=$$B\n' },
    {},
    { X: '$' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': 'X=\\$B\n' }, {}, { X: '$B' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': 'X=\\$B\n' },
    {},
    { X: '$B' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': 'X="\\$B"\n' }, {}, { X: '$B' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': 'X="\\$B"\n' },
    {},
    { X: '$B' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': 'X=${NO:-d}\n' }, {}, { X: ':-d}' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': 'X=${NO:-d}\n' },
    {},
    { X: ':-d}' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': '# c\nX=one\n' }, {}, { X: 'one' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': '# c\nX=one\n' },
    {},
    { X: 'one' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': '  X=one\n' }, {}, { X: 'one' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': '  X=one\n' },
    {},
    { X: 'one' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': 'X=one  \n' }, {}, { X: 'one' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': 'X=one  \n' },
    {},
    { X: 'one' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': 'X=a=b\n' }, {}, { X: 'a=b' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': 'X=a=b\n' },
    {},
    { X: 'a=b' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': "X=it's\n" }, {}, { X: "it's" }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': "X=it's\n" },
    {},
    { X: "it's" },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': 'X=a"b"c\n' }, {}, { X: 'a"b"c' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': 'X=a"b"c\n' },
    {},
    { X: 'a"b"c' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': 'X.Y=1\nX=2\n' }, {}, { X: '2' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': 'X.Y=1\nX=2\n' },
    {},
    { X: '2' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': 'X=é\n' }, {}, { X: 'é' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': 'X=é\n' },
    {},
    { X: 'é' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': 'X=`x`\n' }, {}, { X: '`x`' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': 'X=`x`\n' },
    {},
    { X: '`x`' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': 'X="${B}"\nB=1\n' }, {}, { X: '' }],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n",
      'my.env': 'X="${B}"\nB=1\n',
    },
    {},
    { X: '' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': 'X=a\\ b\n' }, {}, { X: 'a\\ b' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': 'X=a\\ b\n' },
    {},
    { X: 'a\\ b' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': 'X=\\n\n' }, {}, { X: '\\n' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': 'X=\\n\n' },
    {},
    { X: '\\n' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': 'X=!a\n' }, {}, { X: '!a' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': 'X=!a\n' },
    {},
    { X: '!a' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': 'X=a;b\n' }, {}, { X: 'a;b' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': 'X=a;b\n' },
    {},
    { X: 'a;b' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': 'X=%s\n' }, {}, { X: '%s' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': 'X=%s\n' },
    {},
    { X: '%s' },
  ],
  [{ 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': 'X= "a"\n' }, {}, { X: 'a' }],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: my.env\n", 'my.env': 'X= "a"\n' },
    {},
    { X: 'a' },
  ],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n", '.env': 'X=dotenv\n' },
    { X: 'shell' },
    { X: 'shell' },
  ],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: e.env\n", 'e.env': 'X=file\n' },
    { X: 'shell' },
    { X: 'file' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    env_file: e.env\n    environment: [X=own]\n",
      'e.env': 'X=file\n',
    },
    {},
    { X: 'own' },
  ],
  [
    {
      'process-compose.yaml':
        "environment: [X=global, Y=global]\nprocesses:\n  a:\n    command: 'x'\n    environment: [X=own]\n",
    },
    {},
    { X: 'own', Y: 'global' },
  ],
  [
    {
      'process-compose.yaml': "environment: [X=global]\nprocesses:\n  a:\n    command: 'x'\n    env_file: e.env\n",
      'e.env': 'X=file\n',
    },
    {},
    { X: 'file' },
  ],
  [
    { 'process-compose.yaml': "environment: [X=global]\nprocesses:\n  a:\n    command: 'x'\n", '.env': 'X=dotenv\n' },
    {},
    { X: 'global' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment: ['X=${V}']\n",
      '.env': 'V=dotenv\n',
    },
    { V: 'shell' },
    { X: 'dotenv' },
  ],
  [
    { 'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    environment: ['Y=1','X=${Y}','Z=$Y']\n" },
    {},
    { X: '', Z: '$Y' },
  ],
  [
    { 'process-compose.yaml': "vars: {V: src}\nprocesses:\n  a:\n    command: 'x'\n    environment: ['X={{.V}}']\n" },
    {},
    { X: 'src' },
  ],
  [
    {
      'process-compose.yaml': "processes:\n  a:\n    command: 'x'\n    working_dir: sub\n    env_file: e.env\n",
      'sub/e.env': 'X=sub\n',
      'e.env': 'X=top\n',
    },
    {},
    { X: 'sub' },
  ],
  [
    { 'process-compose.yaml': "processes:\n  a: {command: 'x', is_dotenv_disabled: true}\n", '.env': 'X=1\n' },
    {},
    { X: '' },
  ],
  [
    {
      'process-compose.yaml': "disable_env_expansion: true\nprocesses:\n  a: {command: 'x', environment: ['X=${V}']}\n",
      '.env': 'V=1\n',
    },
    {},
    { X: '${V}' },
  ],
  [
    { 'process-compose.yaml': "processes:\n  a: {command: 'x', environment: [X=${V}]}\n", '.env': 'V=1\n' },
    {},
    { X: '1' },
  ],
  [{ 'process-compose.yaml': "x-e: &e [X=1]\nprocesses:\n  a: {command: 'x', environment: *e}\n" }, {}, { X: '1' }],
  [
    { 'process-compose.yaml': "x-p: &p {environment: [X=1]}\nprocesses:\n  a:\n    <<: *p\n    command: 'x'\n" },
    {},
    { X: '1' },
  ],
];
