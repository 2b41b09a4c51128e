/**
 * Reverse-mode automatic differentiation over ONNX graphs: the public interface of this folder.
 *
 * It deals with tensors, operators and graphs, and knows nothing about the models built from them.
 */
export { encodeModel } from './encodeModel.ts';
export { gradients } from './gradients.ts';
export { Graph } from './graph.ts';
export { inline } from './inline.ts';
export { add } from './operators/add.ts';
export { castToFloat } from './operators/castToFloat.ts';
export { concatenate } from './operators/concatenate.ts';
export { cosine } from './operators/cosine.ts';
export { dequantize } from './operators/dequantize.ts';
export { divide } from './operators/divide.ts';
export { dropout } from './operators/dropout.ts';
export { errorFunction } from './operators/errorFunction.ts';
export { expand } from './operators/expand.ts';
export { exponential } from './operators/exponential.ts';
export { gather } from './operators/gather.ts';
export { gelu } from './operators/gelu.ts';
export { gemm } from './operators/gemm.ts';
export { greater } from './operators/greater.ts';
export { hardSigmoid } from './operators/hardSigmoid.ts';
export { layerNormalization } from './operators/layerNormalization.ts';
export { logSoftmax } from './operators/logSoftmax.ts';
export { loop } from './operators/loop.ts';
export { matmul } from './operators/matmul.ts';
export { multiply } from './operators/multiply.ts';
export { negate } from './operators/negate.ts';
export { oneHot } from './operators/oneHot.ts';
export { padTo } from './operators/padTo.ts';
export { quantizedProduct } from './operators/quantizedProduct.ts';
export { reduceMean } from './operators/reduceMean.ts';
export { reduceSum } from './operators/reduceSum.ts';
export { relu } from './operators/relu.ts';
export { reshape } from './operators/reshape.ts';
export { scatterRows } from './operators/scatterRows.ts';
export { sigmoid } from './operators/sigmoid.ts';
export { sine } from './operators/sine.ts';
export { slice } from './operators/slice.ts';
export { softmax } from './operators/softmax.ts';
export { squareRoot } from './operators/squareRoot.ts';
export { subtract } from './operators/subtract.ts';
export { sumRows } from './operators/sumRows.ts';
export { tanh } from './operators/tanh.ts';
export { transpose } from './operators/transpose.ts';
export { where } from './operators/where.ts';
export { window } from './operators/window.ts';
export type { Dim, Tensor } from './tensor.ts';
