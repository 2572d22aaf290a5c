using System.Collections.Immutable;

namespace Faceptor;

/// <summary>A vector that is alike for images of one identity.</summary>
/// <param name="Task">The task that the model learned identities from.</param>
/// <param name="Vector">The vector, of length 1.</param>
public sealed record IdentityPrediction(FaceTask Task, ImmutableArray<float> Vector)
{
    /// <summary>Cosine of the angle between two vectors: 1 the same, around 0 unrelated.</summary>
    /// <param name="other">A prediction of the same model and task.</param>
    /// <exception cref="ArgumentException">The other vector belongs to another task or has another length.</exception>
    public double SimilarityTo(IdentityPrediction other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!other.Task.Equals(Task) || other.Vector.Length != Vector.Length)
        {
            throw new ArgumentException(
                $"vectors of {Task} ({Vector.Length} numbers) and {other.Task} ({other.Vector.Length} numbers) "
                + "cannot be compared.",
                nameof(other));
        }

        return Vector.Zip(other.Vector, (a, b) => (double)a * b).Sum();
    }
}
