using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Core.Tensors;

/// <summary>
/// The network's large products, in the number type that <see cref="AutocastScope"/> says. In float32 each is
/// libtorch's own operation, or <see cref="RowwiseLinear"/>; otherwise operands are cast at use, and results are of the
/// 16-bit type.
/// </summary>
internal static class AutocastOps
{
    /// <summary>x Wᵀ + b.</summary>
    /// <param name="input">x [..., I]; not disposed here.</param>
    /// <param name="layer">W [O, I] and b [O].</param>
    /// <returns>[..., O], owned by the caller.</returns>
    public static Tensor Linear(Tensor input, Linear layer) =>
        AutocastScope.NarrowType is null && !RowwiseLinear.IsFor(input, layer.weight!)
            ? layer.call(input)
            : Linear(input, layer.weight!, layer.bias);

    /// <summary>x Wᵀ + b.</summary>
    /// <param name="input">x [..., I]; not disposed here.</param>
    /// <param name="weight">W [O, I]; not disposed here.</param>
    /// <param name="bias">b [O]; not disposed here.</param>
    /// <returns>[..., O], owned by the caller.</returns>
    public static Tensor Linear(Tensor input, Tensor weight, Tensor? bias = null) =>
        AutocastScope.NarrowType is { } type
            ? Narrowly(
                type,
                input.device_type,
                cast => nn.functional.linear(cast(input), cast(weight), bias is null ? null : cast(bias)))
            : RowwiseLinear.Run(input, weight, bias);

    /// <summary>f x Wᵀ + g b, in float32; the factors cost nothing.</summary>
    /// <param name="input">x [..., I]; not disposed here.</param>
    /// <param name="layer">W [O, I] and b [O].</param>
    /// <param name="productFactor">f.</param>
    /// <param name="biasFactor">g.</param>
    /// <returns>[..., O], owned by the caller.</returns>
    /// <exception cref="InvalidOperationException">Products are in a 16-bit type, whose kernels know no factors.</exception>
    public static Tensor ScaledLinear(Tensor input, Linear layer, float productFactor, float biasFactor) =>
        AutocastScope.NarrowType is null
            ? RowwiseLinear.Run(input, layer.weight!, layer.bias, productFactor, biasFactor)
            : throw new InvalidOperationException($"expected float32 products, got {AutocastScope.Current}.");

    /// <summary>A B.</summary>
    /// <param name="left">A [N, I]; not disposed here.</param>
    /// <param name="right">B [I, O]; not disposed here.</param>
    /// <returns>[N, O], owned by the caller.</returns>
    public static Tensor Matrix(Tensor left, Tensor right) =>
        AutocastScope.NarrowType is { } type
            ? Narrowly(type, left.device_type, cast => mm(cast(left), cast(right)))
            : mm(left, right);

    /// <summary>A B of each image.</summary>
    /// <param name="left">A [B, N, I]; not disposed here.</param>
    /// <param name="right">B [B, I, O]; not disposed here.</param>
    /// <returns>[B, N, O], owned by the caller.</returns>
    public static Tensor Batched(Tensor left, Tensor right) =>
        AutocastScope.NarrowType is { } type
            ? Narrowly(type, left.device_type, cast => bmm(cast(left), cast(right)))
            : RowwiseLinear.Batched(left, right);

    /// <summary>softmax(Q Kᵀ / √d) V, the softmax within the product's own accuracy.</summary>
    /// <param name="queries">Q [B, N, L, d]; not disposed here.</param>
    /// <param name="keys">K [B, N, M, d]; not disposed here.</param>
    /// <param name="values">V [B, N, M, d]; not disposed here.</param>
    /// <returns>[B, N, L, d], owned by the caller.</returns>
    public static Tensor Attention(Tensor queries, Tensor keys, Tensor values) =>
        AutocastScope.NarrowType is { } type
            ? Narrowly(
                type,
                queries.device_type,
                cast => nn.functional.scaled_dot_product_attention(cast(queries), cast(keys), cast(values)))
            : nn.functional.scaled_dot_product_attention(queries, keys, values);

    /// <summary>A convolution with zeros around the image.</summary>
    /// <param name="input">Maps [B, C, H, W]; not disposed here.</param>
    /// <param name="layer">The convolution.</param>
    /// <returns>Maps [B, D, H', W'], owned by the caller.</returns>
    public static Tensor Convolution(Tensor input, Conv2d layer) =>
        AutocastScope.NarrowType is { } type
            ? Narrowly(
                type,
                input.device_type,
                cast => nn.functional.conv2d(
                    cast(input),
                    cast(layer.weight!),
                    layer.bias is { } bias ? cast(bias) : null,
                    layer.stride,
                    layer.padding,
                    layer.dilation,
                    layer.groups))
            : layer.call(input);

    /// <summary>A deconvolution.</summary>
    /// <param name="input">Maps [B, C, H, W]; not disposed here.</param>
    /// <param name="layer">The deconvolution.</param>
    /// <returns>Maps [B, D, H', W'], owned by the caller.</returns>
    public static Tensor Deconvolution(Tensor input, ConvTranspose2d layer) =>
        AutocastScope.NarrowType is { } type
            ? Narrowly(
                type,
                input.device_type,
                cast => nn.functional.conv_transpose2d(
                    cast(input),
                    cast(layer.weight!),
                    layer.bias is { } bias ? cast(bias) : null,
                    layer.stride,
                    layer.padding,
                    layer.output_padding,
                    layer.dilation,
                    layer.groups))
            : layer.call(input);

    /// <summary>
    /// A float32 tensor for what must not lose accuracy: norms, activations of outputs, what a model hands out.
    /// </summary>
    /// <param name="tensor">Any tensor; not disposed here.</param>
    /// <returns>The tensor itself outside of mixed precision or when it is wide; else a new one in the scope.</returns>
    public static Tensor Wide(Tensor tensor) =>
        AutocastScope.NarrowType == tensor.dtype ? tensor.to(ScalarType.Float32) : tensor;

    /// <summary>
    /// A tensor in the number type of products, for what is added to a product or stored between two.
    /// </summary>
    /// <param name="tensor">Any tensor; not disposed here.</param>
    /// <returns>The tensor itself in float32 or when it is narrow; else a new one in the scope.</returns>
    public static Tensor Narrow(Tensor tensor) =>
        AutocastScope.NarrowType is { } type && tensor.dtype != type ? tensor.to(type) : tensor;

    private static Tensor Narrowly(ScalarType type, DeviceType device, Func<Func<Tensor, Tensor>, Tensor> product)
    {
        using var scope = NewDisposeScope();
        var result = AutocastScope.HasKernelsFor(device, type)
            ? product(Narrow)
            : product(tensor => Narrow(tensor).to(ScalarType.Float32)).to(type);
        return result.MoveToOuterDisposeScope();
    }
}
