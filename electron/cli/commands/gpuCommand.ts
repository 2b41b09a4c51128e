import { Command, Option } from 'commander';
import { installStudentCuda, probeStudentCuda, type StudentCuda } from '../../engine/engine.ts';
import { type JsonOption, jsonOption } from '../jsonOption.ts';
import { showTransfer } from '../showTransfer.ts';
import { untilInterrupted } from '../untilInterrupted.ts';

/** `stillroom gpu install|probe`: the libraries that students need to train on an NVIDIA GPU. */
export function gpuCommand(): Command {
  return new Command('gpu')
    .description('training students on an NVIDIA GPU (Linux on x64)')
    .addCommand(installCommand())
    .addCommand(probeCommand());
}

function installCommand(): Command {
  return new Command('install')
    .description("fetches ONNX Runtime's CUDA libraries, 0.3 GB, and tries them")
    .addOption(
      new Option(
        '--cuda <release>',
        "13: out of a Python package, with your pip; 12: by onnxruntime-node's own installer",
      )
        .choices(['12', '13'])
        .default('13'),
    )
    .addOption(jsonOption())
    .action(async ({ cuda, json }: JsonOption & { cuda: '12' | '13' }) => {
      await untilInterrupted(async (signal) => {
        const progress = showTransfer();
        const options = { onProgress: progress.report, signal };
        const release = cuda === '12' ? 12 : 13;
        const probe = await installStudentCuda(release, options).finally(progress.stop);
        if (!json) process.stdout.write(`Installed in ${probe.folder}\n`);
        printProbe(probe, json);
      }, 'Nothing was installed.');
    });
}

function probeCommand(): Command {
  return new Command('probe')
    .description('tries to train on the GPU, and says what is missing; fetches nothing')
    .addOption(jsonOption())
    .action(async ({ json }: JsonOption) => {
      const probe = await probeStudentCuda();
      printProbe(probe, json);
      if (!probe.works) process.exitCode = 1;
    });
}

function printProbe(probe: StudentCuda, json: true | undefined): void {
  const words = probe.works ? 'Students can train' : 'Students cannot train';
  const text = json ? JSON.stringify(probe) : `${words} on the GPU. ${probe.sentence}`;
  process.stdout.write(`${text}\n`);
}
