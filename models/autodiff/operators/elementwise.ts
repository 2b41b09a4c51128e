import type { Operator } from '../operator.ts';
import { broadcastShapes, describe, type Tensor } from '../tensor.ts';

/** Type rule of arithmetic on two float tensors under broadcasting. */
export const broadcastFloats: Operator['infer'] = ([a, b]) => {
  requireFloat(a!);
  requireFloat(b!);
  return [{ dtype: 'float32', shape: broadcastShapes(a!.shape, b!.shape) }];
};

/** Type rule of elementwise functions of one float tensor. */
export const likeInput: Operator['infer'] = ([x]) => {
  requireFloat(x!);
  return [{ dtype: 'float32', shape: x!.shape }];
};

export function requireFloat(tensor: Tensor): void {
  if (tensor.dtype !== 'float32') {
    throw new TypeError(`${tensor.name} is ${describe(tensor)}; float32 is needed`);
  }
}
