namespace Faceptor.Abstractions.Tests.Predictions;

public sealed class IdentityPredictionTests
{
    [Fact]
    public void SimilarityTo_is_the_cosine()
    {
        var first = new IdentityPrediction(FaceTasks.IdentityMs1mV3, [1, 0]);
        var second = new IdentityPrediction(FaceTasks.IdentityMs1mV3, [0.6f, 0.8f]);

        Assert.Equal(0.6, first.SimilarityTo(second), 1e-6);
    }

    [Fact]
    public void SimilarityTo_rejects_vectors_of_another_length()
    {
        var first = new IdentityPrediction(FaceTasks.IdentityMs1mV3, [1, 0]);
        var second = new IdentityPrediction(FaceTasks.IdentityMs1mV3, [1]);

        Assert.Throws<ArgumentException>(() => first.SimilarityTo(second));
    }
}
