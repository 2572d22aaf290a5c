using Faceptor.Core.Tensors;
using Faceptor.Training.Losses;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Faceptor.Training.Tests.Losses;

public sealed class CosFaceLossTests
{
    private const double Scale = 16;
    private const double Margin = 0.3;

    // More than one block of the backward pass.
    private const int NumIdentities = 8_200;
    private const int Dim = 6;

    // Sums of 8,200 numbers, in another order.
    private const double DoubleTolerance = 1e-12;
    private const double SingleTolerance = 1e-5;

    [Theory]
    [InlineData(ScalarType.Float64, DoubleTolerance)]
    [InlineData(ScalarType.Float32, SingleTolerance)]
    public void Loss_and_gradients_are_those_of_the_plain_formula(ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var loss = Loss(type);
        var embeddings = randn(5, Dim, type, requires_grad: true);
        // Two of one identity.
        var identities = tensor(new[] { 0L, 8_199L, 8_191L, 8_192L, 0L });

        var value = loss.call(embeddings, identities);
        value.mul(tensor(0.25f)).backward();

        var plainEmbeddings = Leaf(embeddings);
        var plainClassifier = Leaf(Classifier(loss));
        var plain = Plain(plainEmbeddings, plainClassifier, identities);
        plain.mul(tensor(0.25f)).backward();
        TensorAssert.Close(plain, value, tolerance * 10, "loss");
        AssertNear(plainEmbeddings.grad!, embeddings.grad!, "gradient of the embeddings");
        AssertNear(plainClassifier.grad!, Classifier(loss).grad!, "gradient of the classifier");

        void AssertNear(Tensor expected, Tensor actual, string name) => TensorAssert.Close(
            expected, actual, tolerance * expected.abs().max().to(ScalarType.Float64).item<double>(), name);
    }

    [Fact]
    public void Class_weights_start_evenly_within_one_over_the_root_of_their_size()
    {
        using var scope = NewDisposeScope();
        using var loss = new CosFaceLoss(400, 512);

        var weights = Classifier(loss).detach();

        Assert.Equal(0.0442, weights.abs().max().item<float>(), 1e-4);
        Assert.Equal(0.0442 / Math.Sqrt(3), weights.std().item<float>(), 1e-4);
        Assert.Equal(0, weights.mean().item<float>(), 5e-4);
        using var narrow = new CosFaceLoss(400, 512, startBound: 0.01);
        Assert.Equal(0.01, Classifier(narrow).detach().abs().max().item<float>(), 1e-4);
    }

    [Fact]
    public void A_second_backward_pass_adds_to_the_first()
    {
        using var scope = NewDisposeScope();
        using var loss = Loss(ScalarType.Float64);
        var embeddings = randn(4, Dim, ScalarType.Float64, requires_grad: true);
        var identities = tensor(new[] { 3L, 8_195L, 5L, 3L });

        loss.call(embeddings, identities).backward();
        var (ofEmbeddings, ofClassifier) = (embeddings.grad!.clone(), Classifier(loss).grad!.clone());
        loss.call(embeddings, identities).backward();

        TensorAssert.Close(ofEmbeddings * 2, embeddings.grad!, DoubleTolerance);
        TensorAssert.Close(ofClassifier * 2, Classifier(loss).grad!, DoubleTolerance);
    }

    [Fact]
    public void Either_side_may_be_frozen()
    {
        using var scope = NewDisposeScope();
        using var loss = Loss(ScalarType.Float32);
        var (learning, frozen) = (randn(2, Dim, requires_grad: true), randn(2, Dim));
        var identities = tensor(new[] { 1L, 2L });

        loss.call(frozen, identities).backward();
        Assert.True(Classifier(loss).grad!.abs().max().item<float>() > 0);
        loss.zero_grad();
        Classifier(loss).requires_grad = false;
        loss.call(learning, identities).backward();

        Assert.True(learning.grad!.abs().max().item<float>() > 0);
        Assert.Null(Classifier(loss).grad);
        Assert.False(loss.call(frozen, identities).requires_grad);
    }

    [Fact]
    public void Opposite_embeddings_have_a_finite_loss()
    {
        using var scope = NewDisposeScope();
        using var loss = new CosFaceLoss(2, 2, scale: 64, margin: 0.4);
        Parameter classifier = Classifier(loss);
        classifier.detach().copy_(tensor(new[] { 1f, 0f, 1f, 1e-3f }, [2, 2]));
        var embedding = tensor(new[] { -5f, 0f }, [1, 2]).requires_grad_();

        var value = loss.call(embedding, tensor(new[] { 0L }));
        value.backward();

        // Both cosines are near -1: the loss is that of the margin alone.
        NearAssert.Relative(Math.Log(1 + Math.Exp(64 * 0.4)), value.ToDouble(), 1e-5);
        Assert.True(classifier.grad!.isfinite().all().item<bool>());
    }

    [Fact]
    public void The_product_stays_in_float32_in_mixed_precision()
    {
        using var scope = NewDisposeScope();
        using var loss = Loss(ScalarType.Float32);
        var embeddings = randn(2, Dim);
        var identities = tensor(new[] { 1L, 2L });

        var wide = loss.call(embeddings, identities);
        using var precision = AutocastScope.Enter(ComputePrecision.BFloat16);

        TensorAssert.Same(wide, loss.call(embeddings, identities));
    }

    [Fact]
    public void A_failed_backward_pass_is_reported_by_the_next()
    {
        using var scope = NewDisposeScope();
        using var loss = Loss(ScalarType.Float32);
        using var other = Loss(ScalarType.Float32);
        var embeddings = randn(2, Dim, requires_grad: true);
        var identities = tensor(new[] { 1L, 2L });
        var value = loss.call(embeddings, identities);
        Classifier(loss).Dispose();

        value.backward();

        Assert.True(embeddings.grad!.isnan().all().item<bool>());
        var error = Assert.Throws<InvalidOperationException>(() => loss.call(embeddings, identities));
        Assert.StartsWith("the backward pass of the CosFace loss failed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_tensors_are_left_behind()
    {
        using var loss = Loss(ScalarType.Float32);

        Assert.Equal(0, TensorAssert.LiveDelta(() =>
        {
            var embeddings = randn(2, Dim, requires_grad: true);
            loss.call(embeddings, tensor(new[] { 1L, 2L })).backward();
            loss.call(embeddings, tensor(new[] { 1L, 2L }));
        }));
    }

    private static CosFaceLoss Loss(ScalarType type)
    {
        var loss = new CosFaceLoss(NumIdentities, Dim, Scale, Margin);
        loss.to(type);
        return loss;
    }

    private static Parameter Classifier(CosFaceLoss loss) => loss.parameters().Single();

    private static Tensor Leaf(Tensor tensor) => tensor.detach().clone().requires_grad_();

    private static Tensor Plain(Tensor embeddings, Tensor classifier, Tensor identities)
    {
        var cosines = F.linear(F.normalize(embeddings), F.normalize(classifier));
        var lowered = cosines - (F.one_hot(identities, NumIdentities).to(cosines.dtype) * Margin);
        return F.cross_entropy(lowered * Scale, identities);
    }
}
